/** Holds the chapter on authorization against what the gateway enforces, for every kind of caller. */
import { expect } from "@jest/globals";
import { type DocumentNode, getOperationAST, parse, print } from "graphql";
import { createPolicyCheck } from "../../gateway/authorization/check-policies.js";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { removeDeniedFields } from "../../gateway/authorization/remove-denied-fields.js";
import { readFragments } from "../../gateway/operations/extract-operation.js";
import type { Grants } from "../../platform/identity/grants.js";
import type { Finding } from "../../schema/checks/finding.js";
import type { RegisteredOperation, SchemaVersion } from "../../schema/checks/schema-version.js";

/** A caller who is not signed in, and one who is with each set of the scopes and policies that the edits use. */
const callers: readonly (Grants | null)[] = [
  null,
  ...Array.from({ length: 8 }, (_, bits): Grants => {
    const scopes = ["a", "b"].filter((_scope, index) => bits & (1 << index));
    return { name: String(bits), scopes: new Set(scopes), policies: new Set(bits & 4 ? ["admin"] : []) };
  }),
];

/** For each caller, the response names of what the gateway executes for it: they are unique in a random operation. */
export type ReadPermissions = (operation: RegisteredOperation) => ReadonlySet<string>[];

/** Reads what the gateway enforces for the supergraph. */
export function readPermissions({ supergraphSdl, apiSchema }: SchemaVersion): ReadPermissions {
  const policies = readPolicyTable(parse(supergraphSdl!));
  const checks = callers.map((grants) => createPolicyCheck(apiSchema, policies, grants));
  const permitted = new Map<RegisteredOperation, ReadonlySet<string>[]>();
  const read: ReadPermissions = ({ document }) => {
    const operation = getOperationAST(document)!;
    const scope = { type: apiSchema.getRootType(operation.operation)!.name, denied: false, checked: true };
    const roots = [{ selectionSet: operation.selectionSet, scope }];
    const fragments = readFragments(document);
    return checks.map((check) => {
      const part = removeDeniedFields(operation, roots, { schema: apiSchema, fragments, check });
      return namesIn(part === null ? document : part.document);
    });
  };
  return (operation) => {
    const names = permitted.get(operation) ?? read(operation);
    permitted.set(operation, names);
    return names;
  };
}

const known = new WeakMap<DocumentNode, ReadonlySet<string>>();

function namesIn(document: DocumentNode | null): ReadonlySet<string> {
  if (document === null) return new Set();
  const names = known.get(document) ?? new Set(print(document).match(/\bf\d+(?=:)/g));
  known.set(document, names);
  return names;
}

/**
 * Holds: an operation of which a caller loses a part is a hit of a tightening, and there is no other hit; where a caller
 * gains a part there is a loosening. Returns how many operations callers lost or gained.
 */
export function holdAuthorization(
  findings: readonly Finding[],
  operations: readonly RegisteredOperation[],
  permittedBefore: ReadPermissions,
  permittedAfter: ReadPermissions,
  explain: () => string,
): number {
  const tightened = findings.filter(({ kind }) => kind === "authorization-tightened");
  const hits = new Set(
    tightened.flatMap((finding) => (finding.hits ?? []).map(({ operation }) => operation)),
  );
  const loosened = findings.some(
    ({ kind, severity }) => kind === "authorization-loosened" && severity === "breaking",
  );
  let changed = 0;
  for (const operation of operations) {
    const [before, after] = [permittedBefore(operation), permittedAfter(operation)];
    const loses = before.some((names, caller) => [...names].some((name) => !after[caller]!.has(name)));
    const gains = after.some((names, caller) => [...names].some((name) => !before[caller]!.has(name)));
    changed += loses || gains ? 1 : 0;
    if (hits.has(operation.name) === loses && (loosened || !gains)) continue;
    expect({ loses, gains, operation: print(operation.document), explain: explain() }).toEqual({
      loses: hits.has(operation.name),
      gains: loosened,
    });
  }
  return changed;
}
