/** Reads which server `npm run test:servers` is to use. */
import { readUsage } from "./usage.mjs";

/** MongoDB's own port, at which a server that is named must listen. */
export const serverPort = 27_017;

/** Servers that must be installed by hand. */
const names = ["mongodb", "ferretdb"];

/** Returns the server's URI and how to get it when nothing listens there; or a problem of the arguments. */
export function readServer(server = "") {
  if (/^mongodb(\+srv)?:\/\//.test(server)) return { uri: server, howToGet: null };
  const usage = readUsage("test:servers").trimEnd();
  if (!names.includes(server)) {
    const what = server === "" ? "A server is missing." : `Unknown server ${JSON.stringify(server)}.`;
    return { problem: `${what}\n\n${usage}` };
  }
  const [, text] = usage.split(`\n${server}:\n`);
  const howToGet = `Nothing listens at 127.0.0.1:${serverPort}. Install it:\n${text.split(/\n\n(?=\S)/)[0]}`;
  return { uri: `mongodb://127.0.0.1:${serverPort}/?directConnection=true`, howToGet };
}
