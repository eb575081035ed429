/** `npm run rotate-keys`: adds the next signing key, while the system runs or not. */
import { readCommandLine } from "../platform/command-line.js";
import { readTokenTimes } from "../platform/identity/config.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { createSettings } from "../platform/service/run-service.js";
import { keyPollMilliseconds, planRenewal, readKeyConfig } from "../subgraphs/auth/signing-keys/config.js";
import { changeKeyFile, readKeyFile } from "../subgraphs/auth/signing-keys/key-file.js";
import { type RenewalPlan, renewKeyText } from "../subgraphs/auth/signing-keys/renewal.js";
import {
  formatSigningKeys,
  generateSigningKey,
  readSigningKeys,
} from "../subgraphs/auth/signing-keys/signing-keys.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("rotate-keys");

await runCommand(async () => {
  const line = readCommandLine(usage, { compromised: { type: "boolean" }, print: { type: "boolean" } });
  if (line === null) return console.log(usage);
  const { compromised = false, print = false } = line.values;
  const settings = createSettings(process.env);
  const times = readTokenTimes(settings);
  const { signingKeys, keyRenewal } = readKeyConfig(settings);
  settings.requireValid();

  const plan: RenewalPlan = { ...planRenewal({ keyRenewal, ...times }), afterSeconds: 0 };
  const renew = async (content: { text: string; writtenAt: Date }): Promise<string> => {
    if (compromised) return formatSigningKeys([await generateSigningKey(plan.algorithm)]);
    const text = await renewKeyText(content, plan);
    const [newest] = text === null ? [] : readSigningKeys(text);
    if (text === null || newest === undefined || newest.signsFrom.getTime() < Date.now()) {
      throw new StartError("There is a next key already; it does not sign yet.");
    }
    return text;
  };

  if (keyRenewal.file === null) {
    const text = await renew({ text: formatSigningKeys(signingKeys), writtenAt: new Date(0) });
    console.error(
      "The new value of AUTH_SIGNING_KEYS; set it for every instance of auth before the next key signs:",
    );
    console.log(`AUTH_SIGNING_KEYS="${text.replaceAll("\n", "\\n")}"`);
    return;
  }
  if (print) {
    console.error(`The new content of ${keyRenewal.file}; put it there before the next key signs:`);
    console.log((await renew(await readKeyFile(keyRenewal.file))).trimEnd());
    return;
  }
  let written = "";
  try {
    await changeKeyFile(keyRenewal.file, async (content) => (written = await renew(content)));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `${keyRenewal.file} cannot be renewed: ${(error as Error).message}. With --print the command prints the new content.`,
    );
  }
  const [next] = readSigningKeys(written);
  const seconds = keyPollMilliseconds(times.keySetCacheSeconds) / 1000;
  console.log(`The key ${next?.kid} (${next?.algorithm}) signs from ${next?.signsFrom.toISOString()}.`);
  console.log(`Services that run take it up from ${keyRenewal.file} within ${seconds} seconds.`);
});
