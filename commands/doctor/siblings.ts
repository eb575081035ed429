/** Checks the other services that one service calls. */
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { isRecord } from "../../platform/is-record.js";
import { statusPath } from "../../platform/service/service-status.js";
import { type ServiceUrls, type SubgraphName, subgraphNames, urlSettingOf } from "../../schema/services.js";
import { askHttp } from "./ask-http.js";
import { note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

/** Requests the state of each, with the shared secret of the services. */
export async function checkSiblings({ service, gateway, subgraphs }: Subject): Promise<Result[]> {
  const config = gateway ?? Object.values(subgraphs)[0];
  if (service === null || config === undefined) return [];
  if (config.gatewaySecret === "") return [note("They are not checked: GATEWAY_SECRET is missing or wrong.")];
  const called = subgraphNames.filter(
    (name) => name !== service && (service === "gateway" || name === "auth"),
  );
  const results = await Promise.all(
    called.map((name) => checkSibling(name, config.serviceUrls, config.gatewaySecret)),
  );
  return results.length > 0 ? results : [ok("None is needed.")];
}

async function checkSibling(name: SubgraphName, urls: ServiceUrls, gatewaySecret: string): Promise<Result> {
  const url = urls[name];
  const setting = urlSettingOf(name);
  const answer = await askHttp(`${url}${statusPath}`, { headers: { [gatewaySecretHeader]: gatewaySecret } });
  if ("problem" in answer) {
    return wrong(`${name} does not answer at ${url}: ${answer.problem}.`, `Start it, or correct ${setting}.`);
  }
  const { status, body } = answer;
  if (status === 403) {
    return wrong(
      `${name} at ${url} has another GATEWAY_SECRET.`,
      "Give all services the same, and start them again.",
    );
  }
  if (status !== 200 || !isRecord(body) || typeof body["healthy"] !== "boolean") {
    return wrong(`What answers at ${url} is not the service ${name}.`, `Correct ${setting}.`);
  }
  return body["healthy"]
    ? ok(`${name} answers at ${url}.`)
    : wrong(
        `${name} at ${url} cannot use its database.`,
        "Run the doctor for that service; its log says why.",
      );
}
