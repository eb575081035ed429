/** `npm start`: the whole system in one process, with its own database unless MONGODB_URI names one. */
import { join } from "node:path";
import { readCommandLine } from "../platform/command-line.js";
import { linkTo } from "../platform/http/link.js";
import { runUntilSignal } from "../platform/lifecycle.js";
import { type Logger, openLog } from "../platform/log.js";
import { readLogConfig } from "../platform/log-config.js";
import { projectRoot } from "../platform/project-root.js";
import { createSettings } from "../platform/service/run-service.js";
import { readDataDirectory } from "../platform/settings/data-directory.js";
import { findNearMisses } from "../platform/settings/near-miss.js";
import { withoutCredentials } from "../platform/text/redact.js";
import { subgraphNames } from "../schema/services.js";
import { openLocalDatabase } from "./local-database.js";
import { readUsage } from "./read-usage.js";
import { readSystemConfig, type SystemConfig, startSystem } from "./system.js";

const usage = readUsage("start");

await runUntilSignal(async (lifecycle) => {
  if (readCommandLine(usage, {}) === null) {
    console.log(usage);
    process.exit(0);
  }
  const startedAt = performance.now();
  const settings = createSettings(process.env);
  const dataDirectory = readDataDirectory(settings);
  const logConfig = readLogConfig(settings, join(projectRoot, "logs"));
  const embedded = !settings.production && !settings.isSecretSet("MONGODB_URI");
  const config = readSystemConfig(settings, embedded ? "embedded" : undefined);
  settings.requireValid();
  for (const line of findNearMisses(process.env, settings.names)) console.error(line);

  const logOf = (service: string): Logger => {
    const { log, close } = openLog(service, logConfig);
    lifecycle.onStop(close);
    return log;
  };
  if (embedded) {
    const log = logOf("database");
    const uri = await openLocalDatabase(dataDirectory, "refuse", (line) => log.info(line), lifecycle);
    for (const name of subgraphNames) config[name].database.uri = uri;
  }
  const urls = await startSystem(config, logOf, lifecycle);
  const gateway = linkTo(urls.gateway);
  lifecycle.onStop(() => console.log("Stopping …"));

  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`
  Gatehouse is ready (${seconds} s).

    Console      ${config.gateway.console ? `${gateway}/app` : "off"}
    Playground   ${config.gateway.playground ? `${gateway}/playground` : "off"}
    Graph        ${gateway}/graphql
    Mail         ${describeMail(config, gateway)}
    Events       ${config.broker === null ? "in this process" : withoutCredentials(config.broker.url)}
    Data         ${embedded ? dataDirectory : "at MONGODB_URI"}
    Logs         ${logConfig.directory ?? "on standard output"}
    An admin     npm run create-admin -- --username NAME --email EMAIL
    Stop         Ctrl-C
`);
});

/** Returns where the mails of the system are; the mailbox is served to this machine alone, under its own names. */
function describeMail({ auth, gateway }: SystemConfig, url: string): string {
  if ("smtpUrl" in auth.mail.way) return "by SMTP";
  const isShown = gateway.playground && /\/\/(?:localhost|127\.[\d.]+):/.test(url);
  return isShown ? `${url}/mailbox` : auth.mail.way.folder;
}
