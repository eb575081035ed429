/** Executes `__schema` and `__type` beside other fields. */
import { type GraphQLSchema, Kind } from "graphql";
import type { GatewayContext } from "../context.js";
import type { OperationRequest } from "../operations/operation-request.js";
import { readDescription, type SchemaDescriber } from "../planning/describe-schema.js";
import type { Failures } from "./failures.js";
import type { Selection } from "./selection.js";
import { isSelected, type Variables } from "./selection-conditions.js";

/** The execution of the operation. */
interface Describing {
  request: Pick<OperationRequest, "document" | "operation">;
  given: Readonly<Record<string, unknown>>;
  context: GatewayContext;
  failures: Failures;
  variables: Variables;
}

/** Returns their values by response name. @throws AppError as the describer does. */
export async function describeFields(
  { schema, describe }: { schema: GraphQLSchema; describe: SchemaDescriber },
  selection: Selection,
  { request: { document, operation }, given, context, failures, variables }: Describing,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  for (const field of selection.fieldsOf(schema.getRootType(operation.operation)!)) {
    const { key, name, node, below } = field;
    if (below === null || !name.startsWith("__") || !isSelected(field, variables)) continue;
    const selectionSet = { kind: Kind.SELECTION_SET, selections: below.selections } as const;
    const selections = [{ ...node, directives: [], selectionSet }];
    const single = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
    const described = await describe({ document, operation: single, variables: given, context });
    for (const { message, path, extensions } of described.errors)
      failures.add(path ?? [key], { message, extensions, subgraph: null, isOfWholeFetch: false });
    values.set(key, readDescription(described)?.[key]);
  }
  return values;
}
