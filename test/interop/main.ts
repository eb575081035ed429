/** `npm run interop -- NAME`: runs the system behind another router, and prints what holds there. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { readUsage } from "../../commands/read-usage.js";
import { readCommandLine } from "../../platform/command-line.js";
import { runCommand, StartError } from "../../platform/lifecycle.js";
import { startTestSystem } from "../support/system.js";
import { type Outcome, runChecks } from "./check.js";
import { allChecks } from "./checks.js";
import { cosmoRouter } from "./cosmo-router.js";
import { gatewayRouter } from "./gateway-router.js";
import { hiveRouter } from "./hive-router.js";
import { readPublishedTable } from "./published-table.js";
import type { Router } from "./router.js";
import { openStage } from "./stage.js";

const usage = readUsage("interop");
const names = ["hive", "cosmo", "gateway"];

function chooseRouter(name: string, binary: string | undefined): Router {
  if (name === "gateway") return gatewayRouter;
  return name === "hive" ? hiveRouter : cosmoRouter(binary === undefined ? undefined : resolve(binary));
}

/** Prints the outcomes that differ from the published ones, and returns their number. */
function reportDifferences(published: ReadonlyMap<string, boolean>, outcomes: readonly Outcome[]): number {
  const different = outcomes.filter(({ what, holds }) => published.get(what) !== holds);
  for (const { what, holds } of different)
    console.log(`docs/routers.md says ${holds ? "no" : "yes"}: ${what}`);
  return different.length;
}

await runCommand(async (lifecycle) => {
  const line = readCommandLine(
    usage,
    { binary: { type: "string" } },
    {
      positionals: names,
      findProblems: ({ positionals }) =>
        positionals.length === 1 ? [] : [`Name one router: ${names.join(", ")}.`],
    },
  );
  if (line === null) return console.log(usage);
  const { binary } = line.values;
  if (binary !== undefined && !existsSync(binary)) throw new StartError(`There is no file ${binary}.`);
  const router = chooseRouter(line.positionals[0]!, binary);
  const published = readPublishedTable().get(router.title);
  if (published === undefined) throw new StartError(`docs/routers.md has no column "${router.title}".`);
  await router.install();

  const database = await startEmbeddedMongo({});
  lifecycle.onStop(database.stop);
  const system = await startTestSystem({ MONGODB_URI: database.uri, TRUSTED_PROXIES: "loopback" });
  lifecycle.onStop(system.stop);
  const stage = await openStage(system, router, lifecycle);
  console.log(`${router.title} at ${stage.url}, in front of the four services\n`);
  const outcomes = await runChecks(allChecks, stage, ({ what, holds, seen }) =>
    console.log(holds ? `yes  ${what}` : `no   ${what}\n     seen: ${seen}`),
  );
  const held = outcomes.filter(({ holds }) => holds).length;
  console.log(`\n${held} of ${outcomes.length} hold.`);
  if (reportDifferences(published, outcomes) > 0) process.exitCode = 1;
});
