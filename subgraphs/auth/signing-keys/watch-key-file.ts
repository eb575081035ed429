/** Follows the file of the signing keys while the service runs, and renews it when a key is due. */
import type { Logger } from "../../../platform/log.js";
import { changeKeyFile, readKeyFile } from "./key-file.js";
import type { KeyRing } from "./key-ring.js";
import { decideRenewal, type RenewalPlan, renewKeyText } from "./renewal.js";
import { readSigningKeys, type SigningKey } from "./signing-keys.js";

/** The parts of the watch. */
export interface KeyFileWatchParts {
  file: string;
  ring: KeyRing;
  plan: RenewalPlan;
  /** How often the file is read. */
  pollMilliseconds: number;
  /** Called for each key that is added. */
  onNewKey: (key: SigningKey) => Promise<void>;
  log: Logger;
}

/** Shortest time between two warnings about a file that cannot be written. */
const complaintMilliseconds = 3_600_000;

/** Starts watching; returns how to stop. While the file cannot be read, the keys stay as they are. */
export function watchKeyFile({ file, ring, plan, pollMilliseconds, onNewKey, log }: KeyFileWatchParts) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let seen = "";
  let complainedAt = Number.NEGATIVE_INFINITY;

  const takeUp = async (text: string) => {
    if (text === seen) return;
    const keys = readSigningKeys(text);
    const added = keys.filter(({ kid }) => !ring.has(kid));
    ring.load(keys);
    seen = text;
    for (const key of added) {
      log.info({ kid: key.kid, signsFrom: key.signsFrom }, "there is a new signing key");
      await onNewKey(key);
    }
  };
  const look = async () => {
    const { text, writtenAt } = await readKeyFile(file);
    await takeUp(text);
    if (performance.now() - complainedAt < complaintMilliseconds) return;
    if (decideRenewal(readSigningKeys(text), plan, writtenAt) === null) return;
    // Decided again under the lock: another process may have been faster.
    await changeKeyFile(file, (content) => renewKeyText(content, plan));
    await takeUp((await readKeyFile(file)).text);
  };
  const run = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (performance.now() - complainedAt >= complaintMilliseconds) {
        complainedAt = performance.now();
        log.warn({ err: error, file }, "the signing keys cannot be renewed; they stay as they are");
      }
    }
    if (!stopped) timer = setTimeout(() => (round = run()), pollMilliseconds).unref();
  };
  let round = run();
  return {
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
