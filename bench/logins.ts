/**
 * `npm run bench -- logins`: how long `me` takes while nothing else happens, and while people sign in as fast as
 * passwords can be compared; side by side, in one run, against the whole system in a process of its own.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { createCloserStack } from "../platform/closer-stack.js";
import { median, percentile } from "./percentile.js";
import { startSystem } from "./start-system.js";

const rounds = 6;
const phaseMilliseconds = 4_000;
const readsPerSecond = 100;
/** One hash runs at a time: the others wait, and that is the saturation. */
const people = 4;
const password = "a fine passphrase for a bench";

const stack = createCloserStack();
try {
  const { url } = await startSystem(stack, { ATTEMPTS_PER_ADDRESS: "1000000" });
  const pool = new Pool(url, { connections: 64 });
  stack.onStop(() => pool.destroy());
  const ask = async (query: string, token?: string): Promise<{ data: Record<string, never> }> => {
    const { body } = await pool.request({
      method: "POST",
      path: "/graphql",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    const answer = (await body.json()) as { data: Record<string, never>; errors?: { message: string }[] };
    if (answer.errors !== undefined) throw new Error(answer.errors[0]?.message);
    return answer;
  };
  const names = Array.from({ length: people }, (_, index) => `bench${index}`);
  const tokens: string[] = [];
  for (const name of names) {
    const input = `{ username: "${name}", email: "${name}@example.com", password: "${password}" }`;
    const { data } = await ask(`mutation { register(input: ${input}) { accessToken } }`);
    tokens.push((data["register"] as { accessToken: string } | undefined)?.accessToken ?? "");
  }

  /** Requests `me` at a steady pace, however long it takes; returns the milliseconds of each. */
  const read = async (): Promise<number[]> => {
    const times: number[] = [];
    const under = new Set<Promise<void>>();
    const startedAt = performance.now();
    for (let sent = 0; performance.now() - startedAt < phaseMilliseconds; sent++) {
      await delay(Math.max(0, startedAt + (sent * 1000) / readsPerSecond - performance.now()));
      const sentAt = performance.now();
      const one = ask("{ me { id username } }", tokens[sent % people]).then(() => {
        times.push(performance.now() - sentAt);
        under.delete(one);
      });
      under.add(one);
    }
    await Promise.all(under);
    return times;
  };
  /** All users sign in again and again until stopped; returns the rate per second. */
  const signIn = () => {
    let going = true;
    let count = 0;
    const startedAt = performance.now();
    const loops = names.map(async (name) => {
      while (going) {
        // A refused one that may try again is not counted, and does so.
        const signedIn = await ask(
          `mutation { login(input: { identifier: "${name}", password: "${password}" }) { expiresIn } }`,
        ).then(
          () => true,
          () => false,
        );
        if (signedIn) count += 1;
      }
    });
    return async () => {
      const perSecond = (count * 1000) / (performance.now() - startedAt);
      going = false;
      await Promise.all(loops);
      return perSecond;
    };
  };

  await read();
  const results: { quiet: number[]; busy: number[]; perSecond: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const quiet = await read();
    const stop = signIn();
    await delay(500);
    const busy = await read();
    results.push({ quiet, busy, perSecond: await stop() });
  }
  const row = (name: string, of: (result: (typeof results)[number]) => number[]) => {
    const at = (share: number) => median(results.map((result) => percentile(of(result), share)));
    console.log(
      `${name.padEnd(24)}${[0.5, 0.9, 0.99].map((share) => at(share).toFixed(1).padStart(9)).join("")}`,
    );
  };
  console.log(
    `${"me, milliseconds".padEnd(24)}${["median", "p90", "p99"].map((name) => name.padStart(9)).join("")}`,
  );
  row("quiet", ({ quiet }) => quiet);
  row("while people sign in", ({ busy }) => busy);
  const ratio = median(results.map(({ quiet, busy }) => percentile(busy, 0.99) / percentile(quiet, 0.99)));
  console.log(
    `\np99 is ${ratio.toFixed(2)} times the quiet one (median of ${rounds} rounds), at ${median(results.map(({ perSecond }) => perSecond)).toFixed(1)} sign-ins a second and ${readsPerSecond} reads a second.`,
  );
} finally {
  await stack.stop();
}
