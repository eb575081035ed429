/** A flood of wrong passwords from one address, against the whole system in a process of its own: other addresses are served. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient } from "../support/client.js";
import {
  isolated,
  type RunningCommand,
  runLauncher,
  signalGroup,
  startCommand,
  temporaryFolder,
} from "../support/command.js";
import { eventually } from "../support/service-process.js";

const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }";
const register = "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }";
const refresh = "mutation ($input: RefreshInput!) { refresh(input: $input) { accessToken refreshToken } }";
const password = "kP9$vq2LmZ8w";
const floodAddress = "192.0.2.66";
/** More than the gateway and auth together have places for. */
const floodSize = 200;
/** So that refused guesses are repeated, and do not fill the machine with nothing but themselves. */
const pauseMilliseconds = 3_000;

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

let command: RunningCommand & { url: string };
beforeAll(async () => {
  command = await startCommand(
    {
      ...isolated(temporaryFolder()),
      BCRYPT_COST: "10",
      TRUSTED_PROXIES: "loopback",
      // The counter of attempts would end the flood; the queue must withstand it alone.
      ATTEMPTS_PER_ADDRESS: "1000000",
      // A shared machine needs more time for the little work.
      HASH_WAIT_MS: "15000",
      SUBGRAPH_TIMEOUT_MS: "50000",
      REQUEST_TIMEOUT_MS: "60000",
      MAX_EVENT_LOOP_DELAY_MS: "60000",
    },
    runLauncher,
  );
});
afterAll(async () => {
  signalGroup(command, "SIGKILL");
  await command.ended;
});

const from = (address: string, token?: string) =>
  createClient(command.url, token, { "x-forwarded-for": address });

/** Guesses until stopped: each of many clients sends its next guess after the last response. */
function startFlood() {
  const leaving = new AbortController();
  const codes = new Map<string, number>();
  let guesses = 0;
  const guess = async () => {
    const input = { identifier: `victim${guesses++}`, password: "not the password" };
    const response = await fetch(`${command.url}/graphql`, {
      method: "POST",
      signal: leaving.signal,
      headers: { "content-type": "application/json", "x-forwarded-for": floodAddress },
      body: JSON.stringify({ query: login, variables: { input } }),
    });
    const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    for (const { extensions } of errors) codes.set(extensions.code, (codes.get(extensions.code) ?? 0) + 1);
  };
  const guessers = Array.from({ length: floodSize }, async () => {
    while (!leaving.signal.aborted) {
      await guess().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  });
  return {
    codes,
    async leave() {
      leaving.abort();
      await Promise.all(guessers);
    },
  };
}

it("people at other addresses sign in, refresh, list sessions and register while one address floods the sign-in", async () => {
  const account = { username: "keeper", email: "keeper@example.com", password };
  const { register: first } = await from("198.51.100.1").data<{ register: Tokens }>(register, {
    input: account,
  });
  const flood = startFlood();
  try {
    // By the gateway, which has too few places, or by auth, where they would wait too long.
    await eventually(async () => flood.codes.has("SERVICE_UNAVAILABLE") || flood.codes.has("RATE_LIMITED"));
    let { refreshToken } = first;
    for (let round = 1; round <= 3; round++) {
      const address = `198.51.100.${round}`;
      const { login: again } = await from(address).data<{ login: Tokens }>(login, {
        input: { identifier: account.username, password },
      });
      const next: { refresh: Tokens } = await from("198.51.100.1").data(refresh, { input: { refreshToken } });
      refreshToken = next.refresh.refreshToken;
      const { sessions } = await from(address, again.accessToken).data<{ sessions: object[] }>(
        "{ sessions { id } me { id } }",
      );
      expect(sessions).toHaveLength(round + 1);
      const name = `newcomer${round}`;
      const newcomer = { username: name, email: `${name}@example.com`, password };
      await from(address).data(register, { input: newcomer });
      // A password that is required again is compared as well.
      const { errors } = await from(address, again.accessToken).send(
        "mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { id } }",
        { input: { currentPassword: "not the password" } },
      );
      expect(errors[0]?.extensions?.["code"]).toBe("INVALID_CREDENTIALS");
    }
    expect(flood.codes.get("INTERNAL_SERVER_ERROR")).toBeUndefined();
  } finally {
    await flood.leave();
  }
  // The flood leaves no work behind: its own address is served again as well.
  await eventually(async () => {
    const { errors } = await from(floodAddress).send(login, {
      input: { identifier: account.username, password },
    });
    return errors.length === 0;
  });
}, 240_000);
