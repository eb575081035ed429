/** `npm run test:servers`: runs the tests against another database server than the embedded one. */
import { connect } from "node:net";
import { test } from "./test.mjs";
import { readUsage } from "./usage.mjs";

const port = 27_017;
/** Servers that must be installed by hand; each listens at MongoDB's own port. */
const names = ["mongodb", "ferretdb"];
const answersWithinMilliseconds = 2_000;

/** The tables of cases, and everything of the product that uses a database. */
const suites = [
  "embedded-mongo/test/operators.test.ts",
  "embedded-mongo/test/conformance.test.ts",
  "embedded-mongo/test/expressions-random.test.ts",
  "test/subgraph",
  "test/federation",
  "test/security",
  "test/gateway",
  "test/events",
];

/** Returns the server's URI and how to get it when nothing listens there; or a problem of the arguments. */
export function readServer(server = "") {
  if (/^mongodb(\+srv)?:\/\//.test(server)) return { uri: server, howToGet: null };
  const usage = readUsage("test:servers").trimEnd();
  if (!names.includes(server)) {
    const what = server === "" ? "A server is missing." : `Unknown server ${JSON.stringify(server)}.`;
    return { problem: `${what}\n\n${usage}` };
  }
  const [, text] = usage.split(`\n${server}:\n`);
  const howToGet = `Nothing listens at 127.0.0.1:${port}. Install it:\n${text.split(/\n\n(?=\S)/)[0]}`;
  return { uri: `mongodb://127.0.0.1:${port}/?directConnection=true`, howToGet };
}

/** Runs the suites against the server of a name or URI, and resolves to the exit code. Paths replace the suites. */
export async function testServers([server, ...paths]) {
  const { problem, uri, howToGet } = readServer(server);
  if (problem) {
    console.error(problem);
    return 1;
  }
  if (howToGet && !(await responds())) {
    console.error(howToGet);
    return 1;
  }
  process.env.MONGODB_URI = uri;
  return await test(paths.length > 0 ? paths : suites);
}

function responds() {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(answersWithinMilliseconds, () => end(false));
  });
}
