/** The setting of the gateway's authorization. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";

/** `off` is for graphs whose subgraphs enforce authorization themselves, and for experiments. */
export function readAuthorization(settings: SettingsReader, ownGraph: boolean): boolean {
  const about =
    "`off`: the gateway verifies no token, enforces no directive and needs no auth service, for graphs whose subgraphs look after themselves. Production allows `off` only for another `SUPERGRAPH_PATH`.";
  const on = settings.section("The graph").choice("AUTHORIZATION", "on", ["on", "off"], { about }) === "on";
  if (!on && settings.production && ownGraph) {
    settings.complain("AUTHORIZATION may be off in production only for another SUPERGRAPH_PATH.");
  }
  return on;
}
