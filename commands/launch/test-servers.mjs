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

/** Runs the suites against the server of a name or URI, and resolves to the exit code. Paths replace the suites. */
export async function testServers([server = "", ...paths]) {
  const isUri = /^mongodb(\+srv)?:\/\//.test(server);
  if (!isUri && !names.includes(server)) {
    console.error(
      `${server === "" ? "A server is missing." : `Unknown server ${JSON.stringify(server)}.`}\n`,
    );
    console.error(readUsage("test:servers").trimEnd());
    return 1;
  }
  if (!isUri && !(await responds())) {
    console.error(`Nothing listens at 127.0.0.1:${port}. ${howToGet(server)}`);
    return 1;
  }
  process.env.MONGODB_URI = isUri ? server : `mongodb://127.0.0.1:${port}/?directConnection=true`;
  return await test(paths.length > 0 ? paths : suites);
}

/** Returns the part of the usage text about the server. */
function howToGet(server) {
  const [, text = ""] = readUsage("test:servers").split(`\n${server}:`);
  return `Install it:\n${text.split(/\n\n(?=\S)/)[0].trimEnd()}`;
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
