/** All checks, in the order of the table in docs/routers.md. */
import { authorizationChecks } from "./authorization-checks.js";
import type { Check } from "./check.js";
import { storyChecks } from "./story-checks.js";
import { tokenChecks } from "./token-checks.js";

export const allChecks: readonly Check[] = [...storyChecks, ...tokenChecks, ...authorizationChecks];
