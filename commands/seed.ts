/** `npm run seed`: creates example users and tasks through the graph; development only. */
import { randomBytes } from "node:crypto";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { openLog } from "../platform/log.js";
import { createSettings } from "../platform/service/run-service.js";
import { freePorts, subgraphNames } from "../schema/services.js";
import { openDevelopmentDatabase } from "./local-database.js";
import { readUsage } from "./read-usage.js";
import { readSystemConfig, startSystem } from "./system.js";

/** Of the README's tour and the playground's examples. It is no secret, so it is for a database of this machine only. */
const knownPassword = "correct horse battery staple";

const people = [
  { username: "ada", displayName: "Ada Lovelace", tasks: ["Write the first program", "Correct the proofs"] },
  { username: "grace", displayName: "Grace Hopper", tasks: ["Find the moth", "Explain a nanosecond"] },
  { username: "linus", displayName: "Linus", tasks: ["Reply to the mailing list"] },
];

const registerDocument =
  "mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }";
/** A project may have removed the task subgraph. */
const hasTasks = subgraphNames.some((name: string) => name === "task");
const createTaskDocument = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { id } }";

const usage = readUsage("seed");

await runCommand(async (lifecycle) => {
  if (readCommandLine(usage, {}) === null) return console.log(usage);
  if (process.env["NODE_ENV"] === "production")
    throw new StartError("Seeding is for development; this is production.");
  // The parts run here on free ports, beside those that may be running, over the same database.
  const settings = createSettings({
    ...process.env,
    ...freePorts,
  });
  const config = readSystemConfig(settings, await openDevelopmentDatabase(settings, lifecycle));
  settings.requireValid();
  const { log } = openLog("seed", { level: "warn", terminal: "pretty", directory: undefined });
  const urls = await startSystem(config, () => log, lifecycle);

  const isLocal = [config.auth, config.user].every(({ database }) => isOfThisMachine(database.uri));
  const previous: string[] = [];
  for (const { username, displayName, tasks } of people) {
    const password = isLocal ? knownPassword : `seed ${randomBytes(9).toString("base64url")}`;
    const input = { username, displayName, email: `${username}@example.com`, password };
    const { data, errors } = await send(urls.gateway, null, registerDocument, { input });
    if (errors?.[0]?.extensions.code === "CONFLICT") {
      console.log(`${username.padEnd(8)} is there already; left as it is`);
      continue;
    }
    const { accessToken, user } = (data as { register: { accessToken: string; user: { id: string } } })
      .register;
    for (const [index, title] of (hasTasks ? tasks : []).entries()) {
      const task = { title, priority: index === 0 ? "HIGH" : "NORMAL", assigneeId: previous.at(-1) ?? null };
      await send(urls.gateway, accessToken, createTaskDocument, { input: task });
    }
    previous.push(user.id);
    console.log(`${username.padEnd(8)} password: ${password}${hasTasks ? `   (${tasks.length} tasks)` : ""}`);
  }
});

/** Are all hosts of this connection string sockets or loopback addresses? */
function isOfThisMachine(uri: string): boolean {
  const hosts = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1]?.split(",") ?? [];
  return (
    hosts.length > 0 &&
    hosts.every((host) => /^(?:%2F.*|(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?)$/i.test(host))
  );
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

async function send(url: string, token: string | null, query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as Answer;
  const failure = answer.errors?.find(({ extensions }) => extensions.code !== "CONFLICT");
  if (failure !== undefined) throw new StartError(`The graph refused: ${failure.message}`);
  return answer;
}
