/** Reads which names of arguments and input fields a client has written. */
import { type ArgumentNode, type DocumentNode, type ObjectFieldNode, visit } from "graphql";

/** Returns the names of arguments and input fields in a document or in variables. */
export function readWrittenNames(
  document: DocumentNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const names = new Set<string>();
  const read = ({ name }: ArgumentNode | ObjectFieldNode) => void names.add(name.value);
  if (document !== undefined) visit(document, { Argument: read, ObjectField: read });
  const readValue = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) names.add(name);
      readValue(inner);
    }
  };
  readValue(variables);
  return names;
}
