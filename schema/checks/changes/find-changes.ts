/** Chapter 2: what changes for clients, by @graphql-inspector/core, and which registered operations use it. */
import { type Change, diff } from "@graphql-inspector/core";
import {
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { createHitFinder, type FindHits } from "../clients/find-hits.js";
import type { Finding } from "../finding.js";
import type { ChapterInput } from "../schema-version.js";
import { findDeprecationChanges, findSpecificationChanges } from "./annotation-rows.js";
import { type DeprecationPolicy, judgeRemoval } from "./deprecation-policy.js";
import { directiveRows } from "./directive-rows.js";
import type { Draft, Rows, Sides } from "./draft.js";
import { elementsOf } from "./elements.js";
import { inputRows } from "./input-rows.js";
import { memberRows } from "./member-rows.js";
import { outputRows } from "./output-rows.js";

const rows: Rows = { ...outputRows, ...memberRows, ...inputRows, ...directiveRows };

/** Kinds of removal that a deprecation of enough days makes one that no person must look at. */
const removals = ["field-removed", "argument-removed", "input-field-removed", "enum-value-removed"];

/** Resolves to every change of the API schema, breaking ones first. */
export async function findChanges(
  { base, head, operations }: ChapterInput,
  policy: DeprecationPolicy,
  findHits: FindHits = createHitFinder(base.apiSchema, operations),
): Promise<Finding[]> {
  const sides = readSides(base.apiSchema, head.apiSchema);
  const changes = await diff(sides.base, sides.head);
  const drafts = [
    ...changes.flatMap((change) => draftOf(change, sides) ?? []),
    ...findDeprecationChanges(sides, policy),
    ...findSpecificationChanges(sides),
  ];
  const elements = elementsOf(sides.base);
  const isDeprecated = (coordinate: string) => elements.get(coordinate)?.deprecationReason != null;
  return drafts.map(({ uses, ...draft }) => {
    const hits = findHits(uses);
    const finding: Finding = { chapter: "changes", ...draft, ...(hits.length > 0 && { hits }) };
    if (!removals.includes(draft.kind)) return finding;
    const { isDue, message } = judgeRemoval(draft.coordinate, isDeprecated(draft.coordinate), policy);
    const severity = isDue && hits.length === 0 ? "dangerous" : draft.severity;
    return { ...finding, severity, message: `${finding.message} ${message}` };
  });
}

/** Null for changes of descriptions, for those that another finding tells, and for directives in the SDL. */
function draftOf({ type, meta }: Change, sides: Sides): Draft | null {
  const row = (rows as Record<string, ((meta: unknown, sides: Sides) => Draft | null) | undefined>)[type];
  return row?.(meta, sides) ?? null;
}

function readSides(base: GraphQLSchema, head: GraphQLSchema): Sides {
  const [sent, received] = [sentTypesOf(base), receivedTypesOf(head)];
  return { base, head, isSent: (type) => sent.has(type), isReceived: (type) => received.has(type) };
}

function receivedTypesOf(schema: GraphQLSchema): Set<string> {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__")
      ? Object.values(type.getFields())
      : [],
  );
  return new Set(fields.map(({ type }) => getNamedType(type).name));
}

function sentTypesOf(schema: GraphQLSchema): Set<string> {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const sent = types.flatMap((type) => {
    if (isInputObjectType(type)) return Object.values(type.getFields());
    if (isObjectType(type) || isInterfaceType(type))
      return Object.values(type.getFields()).flatMap(({ args }) => args);
    return [];
  });
  return new Set(
    sent
      .map(({ type }) => getNamedType(type))
      .filter((type) => isEnumType(type) || isInputObjectType(type))
      .map(({ name }) => name),
  );
}
