/** `npm start`: the whole system in one process, with its own database unless MONGODB_URI names one. */
import { join } from "node:path";
import { runUntilSignal } from "../platform/lifecycle.js";
import { type Logger, openLog, readLogConfig } from "../platform/log.js";
import { projectRoot } from "../platform/project-root.js";
import { withoutCredentials } from "../platform/redact.js";
import { createSettings } from "../platform/run-service.js";
import { readDataDirectory } from "../platform/service-config.js";
import { openLocalDatabase } from "./local-database.js";
import { readSystemConfig, type SystemConfig, startSystem } from "./system.js";

await runUntilSignal(async (lifecycle) => {
  const startedAt = performance.now();
  const settings = createSettings(process.env);
  const dataDirectory = readDataDirectory(settings);
  const logConfig = readLogConfig(settings, join(projectRoot, "logs"));
  const embedded = !settings.production && settings.optional("MONGODB_URI") === undefined;
  const config = readSystemConfig(settings, embedded ? "embedded" : undefined);
  settings.requireValid();

  const logOf = (service: string): Logger => {
    const { log, close } = openLog(service, logConfig);
    lifecycle.onStop(close);
    return log;
  };
  if (embedded) {
    const log = logOf("database");
    const uri = await openLocalDatabase(dataDirectory, "refuse", (line) => log.info(line), lifecycle);
    for (const service of [config.auth, config.user, config.task]) service.database.uri = uri;
  }
  const urls = await startSystem(config, logOf, lifecycle);
  lifecycle.onStop(() => console.log("Stopping …"));

  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`
  Gatehouse is ready (${seconds} s).

    Playground   ${config.gateway.playground ? urls.gateway : "off"}
    Graph        ${urls.gateway}/graphql
    Mail         ${describeMail(config, urls.gateway)}
    Events       ${config.broker === null ? "in this process" : withoutCredentials(config.broker.url)}
    Data         ${embedded ? dataDirectory : "at MONGODB_URI"}
    Logs         ${logConfig.directory ?? "on standard output"}
    An admin     npm run create-admin -- --username NAME --email EMAIL
    Stop         Ctrl-C
`);
});

/** Where the mails are that the system writes. */
function describeMail({ auth, gateway }: SystemConfig, url: string): string {
  if ("smtpUrl" in auth.mail.way) return "by SMTP";
  return gateway.playground ? `${url}/mailbox` : auth.mail.way.folder;
}
