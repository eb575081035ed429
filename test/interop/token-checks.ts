/** What a router and the subgraphs make of tokens, secrets and headers. */
import { type Check, mustBe } from "./check.js";
import type { BadTokens } from "./forge-tokens.js";
import { codesOf, describe, type Stage } from "./stage.js";

const me = "{ me { id } }";
type Bad = keyof BadTokens;

const forged: readonly Bad[] = ["otherKey", "unknownKey", "unsigned", "hmac", "changed"];

/** Sends a query with each of the tokens. @throws Error when one reads something, or causes a fetch if that is forbidden. */
async function mustRefuse(stage: Stage, names: readonly Bad[], { fetches }: { fetches: "none" | "any" }) {
  const { accessToken } = await stage.system.registerUser();
  const tokens = stage.forge(accessToken);
  for (const name of names) {
    const query = async () => {
      const answer = await stage.as(tokens[name])<{ me: object | null }>(me);
      if (answer.data?.me != null || answer.errors.length === 0)
        throw new Error(`${name}: ${describe(answer)}`);
    };
    const count = await stage.countFetches(query);
    if (fetches === "none") mustBe(count, 0, `fetches for ${name}`);
  }
}

/** The checks, in the order of the table. */
export const tokenChecks: readonly Check[] = [
  {
    what: "A forged access token reads nothing: of another key, unsigned, signed with the public key, changed",
    run: (stage) => mustRefuse(stage, forged, { fetches: "any" }),
  },
  {
    what: "A forged access token is refused before any fetch",
    run: (stage) => mustRefuse(stage, forged, { fetches: "none" }),
  },
  {
    what: "An expired access token reads nothing, and causes no fetch",
    run: (stage) => mustRefuse(stage, ["expired"], { fetches: "none" }),
  },
  {
    what: "A token of another issuer, for another audience or of another type reads nothing",
    run: (stage) => mustRefuse(stage, ["otherIssuer", "otherAudience", "otherType"], { fetches: "any" }),
  },
  {
    what: "A token for another audience (`aud`) causes no fetch",
    run: (stage) => mustRefuse(stage, ["otherAudience"], { fetches: "none" }),
  },
  {
    what: "A token of another issuer (`iss`) causes no fetch",
    run: (stage) => mustRefuse(stage, ["otherIssuer"], { fetches: "none" }),
  },
  {
    what: "A token of another type (`typ`) causes no fetch",
    run: (stage) => mustRefuse(stage, ["otherType"], { fetches: "none" }),
  },
  {
    what: "A forged token does not keep its bearer from what is public",
    async run(stage) {
      const { accessToken, username, password } = await stage.system.registerUser();
      const login = "mutation ($input: LoginInput!) { login(input: $input) { tokenType } }";
      for (const token of Object.values(stage.forge(accessToken))) {
        const answer = await stage.as(token)(login, { input: { identifier: username, password } });
        mustBe(answer.data, { login: { tokenType: "Bearer" } });
      }
    },
  },
  {
    what: "With a wrong gateway secret the router reads nothing from the subgraphs",
    async run(stage) {
      const { accessToken } = await stage.system.registerUser();
      const { url } = await stage.startAnother({ gatewaySecret: "another secret than the subgraphs have" });
      const answer = await stage.as(accessToken, { url })<{ me: object | null }>(me);
      if (answer.data?.me != null || answer.errors.length === 0) throw new Error(describe(answer));
    },
  },
  {
    what: "A client cannot speak for the router: what it sends in the router's own headers has no effect",
    async run(stage) {
      const { username, password, accessToken } = await stage.system.registerUser();
      const other = await stage.system.registerAdmin();
      const lies = {
        "x-gatehouse-client-ip": "198.51.100.1",
        "x-gatehouse-client-agent": "a lie",
        "x-gatehouse-continue-as": other.accessToken,
        "x-gatehouse-gateway-secret": "a wrong one",
      };
      const body = { extensions: { headers: { ...lies, authorization: `Bearer ${other.accessToken}` } } };
      const as = stage.as(accessToken, { headers: lies, body });
      mustBe((await as("{ me { username } }")).data, { me: { username } });
      const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }";
      const signedIn = await stage.as(undefined, { headers: lies, body })<{ login: { accessToken: string } }>(
        login,
        { input: { identifier: username, password } },
      );
      const { sessions } = await stage.data<{ sessions: object[] }>(
        signedIn.data!.login.accessToken,
        "{ sessions { ipAddress userAgent } }",
      );
      const text = JSON.stringify(sessions);
      if (/198\.51|a lie/.test(text)) throw new Error(text);
    },
  },
  {
    what: "Responses carry none of the subgraphs' own headers, and no name of a subgraph",
    async run(stage) {
      const { username } = await stage.system.registerUser();
      const login = "mutation ($input: LoginInput!) { login(input: $input) { tokenType } }";
      const { headers, errors } = await stage.as()(login, {
        input: { identifier: username, password: "wrong" },
      });
      mustBe(
        [...headers.keys()].filter((name) => name.startsWith("x-gatehouse")),
        [],
      );
      mustBe(
        errors.map(({ extensions }) => Object.keys(extensions ?? {})),
        [["code"]],
      );
    },
  },
  {
    what: "Identical queries of two callers at the same time return to each what is theirs",
    async run(stage) {
      const users = [await stage.system.registerUser(), await stage.system.registerUser()];
      const asked = Array.from({ length: 40 }, (_, index) => users[index % 2]!);
      const answers = await Promise.all(
        asked.map(({ accessToken }) => stage.as(accessToken)<{ me: object }>("{ me { username email } }")),
      );
      const expected = asked.map(({ username, email }) => ({ me: { username, email } }));
      mustBe(
        answers.map((answer) => answer.data ?? codesOf(answer)),
        expected,
      );
    },
  },
];
