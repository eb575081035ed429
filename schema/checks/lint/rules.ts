import { connectionShape } from "./connections.js";
import { requireDeprecationReason, requireDescription } from "./descriptions.js";
import type { LintRule } from "./fault.js";
import { idleAuthorization } from "./idle-directives.js";
import { idType, namingConvention } from "./names.js";

/** The rules by their ids, which exceptions and approvals name. Where graphql-eslint has the rule, it has the same id. */
export const lintRules: Readonly<Record<string, LintRule>> = {
  "require-description": requireDescription,
  "naming-convention": namingConvention,
  "require-deprecation-reason": requireDeprecationReason,
  "connection-shape": connectionShape,
  "id-type": idType,
  "idle-authorization": idleAuthorization,
};
