/**
 * `npm run bench -- attacks`: how long `me` takes for others while one address attacks, beside its time while nothing
 * else happens; in turns, in one run, against the whole system in a process of its own with its default settings.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createCloserStack } from "../platform/closer-stack.js";
import { startAttack } from "./attack-process.js";
import { type Person, refresh, register } from "./bench-user.js";
import { phaseMilliseconds, read, readsPerSecond } from "./read-steadily.js";
import { type AttackResult, pad, report } from "./report-attack.js";
import { startSystem } from "./start-system.js";

const rounds = 3;

const people = 4;

/** What attacks-sender.ts knows. */
const attacks = {
  planner: "operations that are hard to plan",
  unread: "answers that are not read",
  passwords: "wrong passwords",
  aliases: "long aliases",
  counts: "counts",
  health: "questions for health",
  bodies: "large bodies that are not JSON",
} as const;

const only = process.argv.slice(2);
for (const kind of only)
  if (!Object.hasOwn(attacks, kind))
    throw new Error(`There is no attack ${kind}; there are ${Object.keys(attacks).join(", ")}.`);
const stack = createCloserStack();

try {
  const system = await startSystem(stack);
  const names = Array.from({ length: people }, (_, index) => `bench${index}`);
  const persons: Person[] = [];
  for (const [index, name] of names.entries())
    persons.push(await register(stack, system.url, name, `127.0.1.${1 + index}`));

  console.log(
    [
      "p99 of me, ms",
      "quiet",
      "attacked",
      "ratio",
      "loop",
      "refused",
      "sent",
      "loop %",
      "quiet %",
      "cpu %",
      "MiB",
    ]
      .map(pad)
      .join(""),
  );
  await read(system, persons);
  await read(system, persons);
  for (const [index, [kind, title]] of Object.entries(attacks).entries()) {
    if (only.length > 0 && !only.includes(kind)) continue;
    const results: AttackResult[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const person of persons) await refresh(person);
      // An address and a user that have not used up what they may in a minute.
      const address = `127.0.2.${1 + index * rounds + round}`;
      const attacker = await register(stack, system.url, `attacker${index * rounds + round}`, address);
      const quiet = await read(system, persons);
      const stop = await startAttack([kind, system.url, address, attacker.accessToken], stack);
      const attacked = await read(system, persons);
      results.push({ quiet, attacked, attacker: await stop() });
      await delay(1_000);
    }
    report(title, results);
  }
  console.log(
    `\nMedians of ${rounds} rounds of ${phaseMilliseconds / 1000} s each, ${readsPerSecond} reads a second by ${people} users of other addresses; ratios are\n` +
      "taken within a round. The attack comes from one address, by a process of low priority on the same machine. Loop:\n" +
      "processor time of the thread with the event loop of all services between a request and its response (ratio of the\n" +
      "p99s), and that of the whole phase (%). It depends less on what else the machine does than the first ratio does. Cpu:\n" +
      "what the attacker itself takes of one processor.",
  );
} finally {
  await stack.stop();
}
