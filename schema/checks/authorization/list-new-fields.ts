/** Says of new fields who may use them. */
import type { GraphQLSchema } from "graphql";
import type { Policy } from "../../../gateway/authorization/policy.js";
import type { Finding } from "../finding.js";
import { describeAudience } from "./audience.js";
import { chapter } from "./chapter.js";
import type { GuardedGraph } from "./guarded-graph.js";
import { fieldsOf, hasField } from "./schema-fields.js";

/** Returns a finding for each field that only the head has. */
export function listNewFields(base: GraphQLSchema, head: GuardedGraph): Finding[] {
  return fieldsOf(head.schema)
    .filter(([type, field]) => !hasField(base, type, field))
    .map(([type, field]) => tellNewField(type, field, head.table.ofField(type, field), head));
}

function tellNewField(type: string, field: string, policy: Policy | null, { table }: GuardedGraph): Finding {
  const words = describeAudience(policy);
  const signIn = table.signsIn(type, field) ? " It signs callers in." : "";
  return {
    chapter,
    severity: "safe",
    kind: "field-audience",
    coordinate: `${type}.${field}`,
    message: `New field. It may be used by ${words}.${signIn}`,
    is: words,
  };
}
