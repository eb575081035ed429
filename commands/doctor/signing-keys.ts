/** Checks that the keys of access tokens can be renewed. */
import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { planRenewal } from "../../subgraphs/auth/signing-keys/config.js";
import { decideRenewal } from "../../subgraphs/auth/signing-keys/renewal.js";
import { note, ok, type Result } from "./finding.js";
import type { Subject } from "./subject.js";

/** Only auth has them. */
export function checkSigningKeys({ subgraphs }: Subject): Result[] {
  const { auth } = subgraphs;
  if (auth === undefined) return [ok("None: auth alone signs.")];
  const { signingKeys, keyRenewal } = auth;
  if (signingKeys.length === 0) return [note("They are not checked: AUTH_SIGNING_KEYS is missing or wrong.")];
  const { file, afterDays } = keyRenewal;
  const count = `${signingKeys.length === 1 ? "One key" : `${signingKeys.length} keys`} (${[...new Set(signingKeys.map(({ algorithm }) => algorithm))].join(", ")})`;
  if (file === null) {
    return isOverdue(auth)
      ? [note(`The newest of AUTH_SIGNING_KEYS is older than ${afterDays} days.`, "Run: npm run rotate-keys")]
      : [ok(`${count} in AUTH_SIGNING_KEYS, which \`npm run rotate-keys\` renews.`)];
  }
  if (!existsSync(file)) return [ok(`The first start makes ${file}.`)];
  if (afterDays > 0 && !isReplaceable(file)) {
    return [
      note(
        `auth cannot write ${file}, and so add no next key after ${afterDays} days.`,
        "Let auth write the file and its folder, or set SIGNING_KEY_ROTATION_DAYS=0 and run: npm run rotate-keys",
      ),
    ];
  }
  return [
    ok(`${count} in ${file}${afterDays > 0 ? `; auth adds the next one after ${afterDays} days` : ""}.`),
  ];
}

/** A key without a time counts as new: its age is unknown. */
function isOverdue(auth: NonNullable<Subject["subgraphs"]["auth"]>): boolean {
  return decideRenewal(auth.signingKeys, planRenewal(auth), new Date())?.nextIsDue ?? false;
}

function isReplaceable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
