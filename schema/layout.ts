/** Where the schema check finds the parts of this project. */
import { projectRoot } from "../platform/project-root.js";
import type { Layout } from "./checks/versions/read-base.js";

export const layout: Layout = {
  root: projectRoot,
  schema: "schema",
  operations: "operations",
  approvals: "schema/approvals.yaml",
  lintExceptions: "schema/lint-exceptions.yaml",
};
