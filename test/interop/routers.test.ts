/** What can be said of the configurations in deploy/routers/ without installing a router. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { grantsOf } from "../../platform/identity/grants.js";
import { projectRoot } from "../../platform/project-root.js";
import { type Role, roles } from "../../platform/roles.js";
import { readProjectFile } from "../support/deployment-files.js";
import { allChecks } from "./checks.js";
import { cosmoRouter } from "./cosmo-router.js";
import { gatewayRouter } from "./gateway-router.js";
import { hiveRouter } from "./hive-router.js";
import { readPublishedTable } from "./published-table.js";

const load = (path: string) => import(pathToFileURL(join(projectRoot, "deploy", "routers", path)).href);

describe("the table in docs/routers.md", () => {
  it("has a column for each router in the version that its lock file has, and a row for each check", () => {
    const table = readPublishedTable();
    expect([...table.keys()]).toEqual(
      [gatewayRouter, hiveRouter, cosmoRouter(undefined)].map(({ title }) => title),
    );
    expect([...table.get(gatewayRouter.title)!.values()]).toEqual(allChecks.map(() => true));
    const { packages } = JSON.parse(readProjectFile("deploy/routers/hive/package-lock.json"));
    expect(hiveRouter.title).toBe(`Hive Gateway ${packages["node_modules/@graphql-hive/gateway"].version}`);
  });

  it("stands below a list of every variable that the configurations read", () => {
    const documented = new Set(
      [...readProjectFile("docs/routers.md").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name),
    );
    const read = [
      ...readProjectFile("deploy/routers/cosmo/config.yaml").matchAll(/\$\{(\w+)\}/g),
      ...readProjectFile("deploy/routers/hive/gateway.config.mjs").matchAll(
        /\benv\.([A-Z_]+)|need\("([A-Z_]+)"\)/g,
      ),
    ].map(([, first, second]) => first ?? second);
    expect(read.filter((name) => !documented.has(name))).toEqual([]);
  });
});

describe("the grants that the configurations repeat", () => {
  const policiesOf = (role: Role) => [...grantsOf({ roles: [role] }).policies];

  it("are the policies of each role, for Hive Gateway", async () => {
    const { policiesOfRole } = await load("hive/policies.mjs");
    const held = roles.map((role) => [role, policiesOf(role)]).filter(([, policies]) => policies!.length > 0);
    expect(policiesOfRole).toEqual(Object.fromEntries(held));
  });

  it("are the scopes of the roles that hold a policy, for Cosmo Router", async () => {
    const { scopesOfPolicy } = await load("cosmo/to-cosmo-sdl.mjs");
    const policies = new Set(roles.flatMap(policiesOf));
    const scopesOf = (policy: string) =>
      roles
        .filter((role) => policiesOf(role).includes(policy))
        .flatMap((role) => [...grantsOf({ roles: [role] }).scopes]);
    expect(scopesOfPolicy).toEqual(Object.fromEntries([...policies].map((one) => [one, scopesOf(one)])));
  });
});

describe("the SDL for Cosmo", () => {
  it("requires a scope in place of each policy, and is else as it was", async () => {
    const { toCosmoSdl } = await load("cosmo/to-cosmo-sdl.mjs");
    const sdl = readProjectFile("schema/auth.graphql");
    expect(toCosmoSdl(sdl)).toBe(
      sdl
        .replace('      "@policy"\n', "")
        .replaceAll('@policy(policies: [["operations"]])', '@requiresScopes(scopes: [["admin"]])'),
    );
  });

  it("is not made for a policy that no scope stands for", async () => {
    const { toCosmoSdl } = await load("cosmo/to-cosmo-sdl.mjs");
    const sdl = 'type Query { a: Int @policy(policies: [["operations"], ["audits", "operations"]]) }';
    expect(() => toCosmoSdl(sdl)).toThrow('the policy "audits"');
  });
});

describe("the headers that Hive Gateway sends", () => {
  const request = (headers: Record<string, string>) => new Request("http://router/graphql", { headers });
  const plugin = async () => {
    const { sendHeaders } = await load("hive/send-headers.mjs");
    const { clientHeaders } = await load("hive/client-headers.mjs");
    return sendHeaders("the secret", clientHeaders(undefined));
  };
  const req = { socket: { remoteAddress: "203.0.113.1" } };

  it("stand where requests are told apart that may share a response, and replace the client's own", async () => {
    const executionRequest = {
      context: { request: request({ authorization: "Bearer mine", "user-agent": "a client" }), req },
      extensions: { headers: { authorization: "Bearer another's", "x-gatehouse-client-ip": "a lie" } },
    };
    (await plugin()).onSubgraphExecute({ executionRequest });
    expect(executionRequest.extensions).toEqual({
      headers: {
        authorization: "Bearer mine",
        "x-gatehouse-client-agent": "a client",
        "x-gatehouse-client-ip": "203.0.113.1",
        "x-gatehouse-gateway-secret": "the secret",
      },
    });
  });

  it("carry the token of a sign-in for the rest of that request, and of no other", async () => {
    const { onSubgraphExecute, onFetch } = await plugin();
    const tokenOf = (context: object) => {
      const executionRequest = { context, extensions: { headers: { authorization: undefined } } };
      onSubgraphExecute({ executionRequest });
      return executionRequest.extensions.headers.authorization;
    };
    const [one, other] = [request({}), request({})].map((made) => ({ request: made, req }));
    const response = new Response(null, { headers: { "x-gatehouse-continue-as": "signed.in" } });
    onFetch({ executionRequest: { context: one } })({ response });
    expect([tokenOf(one!), tokenOf(other!)]).toEqual(["Bearer signed.in", undefined]);
  });
});
