/** `npm run events:tail` and `npm run events:replay`, as an operator runs them. */
import { expect, describe as group, it } from "@jest/globals";
import { createEvent } from "../../platform/events/event.js";
import { openRabbitMqBus } from "../../platform/events/rabbitmq/bus.js";
import { isolated, runLauncher, signalGroup, temporaryFolder } from "../support/command.js";
import { runCommandHere } from "../support/command-here.js";
import { silentLog } from "../support/environment.js";
import { openVirtualHost } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";

const broker = await openVirtualHost();
const describe = broker === null ? group.skip : group;
const environment = isolated(temporaryFolder());
const withBroker = { ...environment, RABBITMQ_URL: broker?.url ?? "" };

const revoked = (subject: string) => createEvent("auth", "session.revoked", subject, { accountId: "a" });
const openBus = () =>
  openRabbitMqBus({ url: broker!.url, queue: "auth-events" }, silentLog(), {
    redelivery: { first: 1, longest: 1 },
  });

describe("events:tail", () => {
  it("prints each event on a line as it passes, and ends cleanly at Ctrl-C", async () => {
    const bus = await openBus();
    const [plain, json] = [
      runLauncher("events:tail", [], withBroker),
      runLauncher("events:tail", ["--json"], withBroker),
    ];
    await Promise.all([plain.until(/Listening at amqp:/), json.until(/Listening at amqp:/)]);
    const event = revoked("s1");
    await bus.publish(event);
    await plain.until(
      /^\d\d:\d\d:\d\d\.\d{3} {2}session\.revoked +s1 {2}\/gatehouse\/auth {2}\{"accountId":"a"\}$/m,
    );
    const [line] = await json.until(/^\{.*\}$/m);
    expect(JSON.parse(line)).toEqual(event);
    for (const command of [plain, json]) {
      signalGroup(command, "SIGINT");
      expect(await command.ended).toBe(0);
    }
    await bus.close();
  });
});

describe("events:replay", () => {
  it("counts the dead letters, and moves them back", async () => {
    const replay = async (args: string[] = []) => {
      const { code, output } = await runCommandHere("events-replay", args, withBroker);
      return { code, output: output.trim() };
    };
    const bus = await openBus();
    let broken = true;
    let failures = 0;
    const seen: string[] = [];
    bus.subscribe({
      subscriber: "user",
      types: ["session.revoked"],
      delivery: "shared",
      isCatchAll: true,
      handle({ subject }) {
        failures += 1;
        if (broken) throw new Error("the database is away");
        seen.push(subject);
      },
    });
    for (const subject of ["s2", "s3"]) await bus.publish(revoked(subject));
    // The first test's event is among them.
    await eventually(async () => failures >= 63);
    await eventually(async () =>
      (await replay(["--dry-run"])).output.startsWith("3 events in auth-events.dead"),
    );
    broken = false;
    expect(await replay()).toEqual({ code: 0, output: "3 events went back to auth-events; 0 of 3 left." });
    await eventually(async () => seen.length === 3);
    expect(seen).toEqual(["s1", "s2", "s3"]);
    // Once as a person runs it.
    const command = runLauncher("events:replay", [], withBroker);
    expect(await command.ended).toBe(0);
    expect(command.output()).toBe("No event is in auth-events.dead.\n");
    await bus.close();
  });
});

group("the commands on events", () => {
  it.each(["events:tail", "events:replay"])("%s says what it does, and what it cannot do", async (name) => {
    const run = async (args: string[], settings = {}) => {
      const all = { ...environment, RABBITMQ_URL: "", ...settings };
      // The first one runs until a signal ends its process.
      if (name === "events:replay") {
        const { code, output } = await runCommandHere("events-replay", args, all);
        return { code, output: output.trim() };
      }
      const command = runLauncher(name, args, all);
      return { code: await command.ended, output: command.output().trim() };
    };
    const [help, wrong, unset, away] = await Promise.all([
      run(["--help"]),
      run(["--wrong"]),
      run([]),
      run([], { RABBITMQ_URL: "amqp://user:hush-hush@127.0.0.1:1" }),
    ]);
    expect(help).toEqual({ code: 0, output: expect.stringMatching(new RegExp(`^npm run ${name} -- `)) });
    expect(wrong).toEqual({ code: 1, output: expect.stringMatching(/^Unknown option "--wrong"/) });
    expect(unset).toEqual({ code: 1, output: expect.stringMatching(/^RABBITMQ_URL is not set: .*$/) });
    expect(away).toEqual({ code: 1, output: expect.stringMatching(/^(No|The) broker .*127\.0\.0\.1:1.*$/) });
    expect(away.output).not.toContain("hush-hush");
  });
});
