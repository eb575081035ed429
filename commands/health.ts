/** The image's health check: succeeds when the service of this container is ready, whichever it is. */
import { Agent, request } from "undici";
import { readListenConfig } from "../platform/http/config.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { createSettingsReader } from "../platform/settings/settings-reader.js";
import { gatewaySocket, socketOf, subgraphNames } from "../schema/services.js";

await runCommand(async ({ onStop }) => {
  const settings = createSettingsReader(process.env);
  const scheme = settings.isSet("TLS_CERT_FILE") ? "https" : "http";
  const urlOf = (port: number, protocol = "http") => `${protocol}://127.0.0.1:${port}/health/ready`;
  const urls = [
    urlOf(readListenConfig(settings, gatewaySocket).port, scheme),
    ...subgraphNames.map((name) => urlOf(readListenConfig(settings, socketOf(name)).port)),
  ];
  // It asks its own container, under another name than the certificate's.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  onStop(() => dispatcher.destroy());
  const states = await Promise.all(
    urls.map(async (url) => {
      try {
        const { statusCode, body } = await request(url, { dispatcher });
        await body.dump();
        return statusCode === 200;
      } catch {
        return false;
      }
    }),
  );
  if (!states.includes(true)) throw new StartError("No service is ready here.");
});
