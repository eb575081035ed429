/** `npm run test:servers`: runs the tests against another database server than the embedded one. */
import { connect } from "node:net";
import { readServer, serverPort } from "./read-server.mjs";
import { test } from "./test.mjs";

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
    const socket = connect({ host: "127.0.0.1", port: serverPort });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(answersWithinMilliseconds, () => end(false));
  });
}
