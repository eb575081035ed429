/** Floods from one address, of each kind that bench/attacks-sender.ts knows, against the whole system in a process of its own. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "undici";
import { startAttack } from "../../bench/attack-process.js";
import { readProcessMemory } from "../../bench/process-memory.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createClient } from "../support/client.js";
import {
  isolated,
  type RunningCommand,
  runLauncher,
  signalGroup,
  startCommand,
  temporaryFolder,
} from "../support/command.js";

const register =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id username } } }";
const reads = 60;
const pauseMilliseconds = 50;
const largestBytes = 1_536 * 2 ** 20;

let command: RunningCommand & { url: string };
let count = 0;
beforeAll(async () => {
  command = await startCommand(
    {
      ...isolated(temporaryFolder()),
      BCRYPT_COST: "10",
      // A busy machine is no reason to turn requests away.
      MAX_EVENT_LOOP_DELAY_MS: "60000",
      ATTEMPTS_PER_ADDRESS: "1000000",
    },
    runLauncher,
  );
});
afterAll(async () => {
  signalGroup(command, "SIGKILL");
  await command.ended;
});

async function registerUser() {
  const name = `person${++count}`;
  const input = { username: name, email: `${name}@example.com`, password: "kP9$vq2LmZ8w" };
  const data = await createClient(command.url).data<{
    register: { accessToken: string; user: { id: string; username: string } };
  }>(register, { input });
  return data.register;
}

/** Sends a request from another address than the attacker's, on a connection of its own. */
async function ask(path: string, query?: string, token = ""): Promise<{ status: number; body: unknown }> {
  const client = new Client(command.url, { localAddress: "127.0.0.99" });
  try {
    const { statusCode, body } = await client.request({
      method: query === undefined ? "GET" : "POST",
      path,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      ...(query !== undefined && { body: JSON.stringify({ query }) }),
    });
    return { status: statusCode, body: await body.json() };
  } finally {
    await client.close();
  }
}

describe("while one address floods the gateway", () => {
  it.each(["planner", "unread", "passwords", "aliases", "counts", "health", "bodies"])(
    "with its kind of requests, another is served each of its own: %s",
    async (kind) => {
      const [attacker, other] = [await registerUser(), await registerUser()];
      const args = [kind, command.url, `127.0.2.${count}`, attacker.accessToken];
      const stack = createCloserStack();
      const stopFlood = await startAttack(args, stack);
      try {
        for (let read = 0; read < reads; read++) {
          expect(await ask("/graphql", "{ me { id username } }", other.accessToken)).toEqual({
            status: 200,
            body: { data: { me: other.user } },
          });
          if (read % 10 === 0) expect((await ask("/health/ready")).status).toBe(200);
          await pause(pauseMilliseconds);
        }
        expect(readProcessMemory(command.process.pid!)).toBeLessThan(largestBytes);
        expect((await stopFlood()).requests).toBeGreaterThan(10);
      } finally {
        await stack.stop();
      }
    },
    120_000,
  );
});
