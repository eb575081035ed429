/** Cuts a path to the part that the client has selected, because the planner adds keys, for example. */
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Path } from "./placed-error.js";

/** Returns the longest prefix of the path that names only fields of the operation. */
export function visiblePath(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  path: Path,
): Path {
  let sets: readonly SelectionSetNode[] = [operation.selectionSet];
  for (const [index, segment] of path.entries()) {
    if (typeof segment === "number") continue;
    const found = below(sets, segment, fragments);
    if (found === null) return path.slice(0, index);
    sets = found;
  }
  return path;
}

/** Returns the selection sets below all fields of this response name, on any type; null when there is no such field. */
function below(
  sets: readonly SelectionSetNode[],
  key: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode[] | null {
  const found: SelectionSetNode[] = [];
  const visited = new Set<SelectionSetNode>();
  let isSelected = false;
  const search = (set: SelectionSetNode | undefined): void => {
    if (set === undefined || visited.has(set)) return;
    visited.add(set);
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) search(fragments.get(selection.name.value)?.selectionSet);
      else if (selection.kind === Kind.INLINE_FRAGMENT) search(selection.selectionSet);
      else if ((selection.alias ?? selection.name).value === key) {
        isSelected = true;
        if (selection.selectionSet) found.push(selection.selectionSet);
      }
    }
  };
  sets.forEach(search);
  return isSelected ? found : null;
}
