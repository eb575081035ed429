/** Stands in for schema/services.ts where the template is checked: it knows the template's subgraph. Never copied. */
import type { ServiceSocket } from "../../../platform/http/config.js";

export { readServiceUrls, type ServiceUrls } from "../../../schema/services.js";

/** Where the template's subgraph listens. */
export const socketOf = (name: "sample-thing"): ServiceSocket => ({ name, port: 65_000 });
