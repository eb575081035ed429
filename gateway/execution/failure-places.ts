/** Records at which paths of a response there are errors, and which fetches failed there. */
import type { Cause, Path } from "./placed-error.js";

/** The values that a failed fetch should have returned. */
export interface Blame {
  cause: Cause;
  /** Further errors of the same fetch, reported where `cause` is reported first. */
  more: readonly Cause[];
  /** Response names of the fields; null for all fields of the object. */
  keys: ReadonlySet<string> | null;
  /** Nulls that the fetch did return are due to the failure as well. */
  holdsForNulls: boolean;
  /** It returned data: its errors are reported even where nothing is missing. */
  broughtData: boolean;
  /**
   * The cause has a path of its own, from which null has propagated to the whole fetch; it is reported elsewhere only
   * where a null would otherwise have no error.
   */
  hasRisen: boolean;
}

interface Node {
  /** There is an error at this path or below. */
  hasErrors: boolean;
  /** There is an error at this path or below, or one may become necessary. */
  isExplained: boolean;
  /** There is an error at this path. */
  isError: boolean;
  blames: Blame[];
  children: Map<string | number, Node>;
}

/** The places of one response. */
export class FailurePlaces {
  readonly #root = createNode();

  /** Returns the nearest failed fetch of this field; else, unless it is for a null, the nearest one around it. */
  findBlame(path: Path, forNull: boolean): Blame | undefined {
    let [named, around]: (Blame | undefined)[] = [];
    let node: Node | undefined = this.#root;
    for (const segment of path) {
      for (const blame of node.blames) {
        if (forNull && !blame.holdsForNulls) continue;
        if (blame.keys === null || blame.keys.has(String(segment))) named = blame;
        else around = blame;
      }
      node = node.children.get(segment);
      if (node === undefined) break;
    }
    return named ?? (forNull ? undefined : around);
  }

  /** Returns whether there is an error at, above or below the path, or one may become necessary there. */
  isExplained(path: Path): boolean {
    return this.#covers(path, "isExplained");
  }

  /** Returns whether there is an error at, above or below the path. */
  hasErrors(path: Path): boolean {
    return this.#covers(path, "hasErrors");
  }

  #covers(path: Path, within: "isExplained" | "hasErrors"): boolean {
    let node: Node | undefined = this.#root;
    for (const segment of path) {
      node = node.children.get(segment);
      if (node === undefined) return false;
      if (node.isError) return true;
    }
    return node[within];
  }

  /** Records an error at the path, or that one may become necessary there. */
  mark(path: Path, isError: boolean): void {
    let node = this.#root;
    for (const segment of [null, ...path]) {
      if (segment !== null) node = childOf(node, segment);
      node.isExplained = true;
      node.hasErrors ||= isError;
    }
    node.isError ||= isError;
  }

  /** Records the missing values of a failed fetch on the object at this path. */
  blame(path: Path, blame: Blame): void {
    path.reduce(childOf, this.#root).blames.push(blame);
  }
}

function createNode(): Node {
  return { hasErrors: false, isExplained: false, isError: false, blames: [], children: new Map() };
}

function childOf(node: Node, segment: string | number): Node {
  let child = node.children.get(segment);
  if (child === undefined) {
    child = createNode();
    node.children.set(segment, child);
  }
  return child;
}
