/** Reads the parameters of the hashes of a Firebase project. */
import { readFileSync } from "node:fs";
import { StartError } from "../../platform/lifecycle.js";
import type { FirebaseParameters } from "../../subgraphs/auth/passwords/foreign-hashes/firebase.js";

/** Reads `hash_config { base64_signer_key: …, base64_salt_separator: …, rounds: …, mem_cost: … }`, or its JSON. @throws StartError. */
export function readFirebaseParameters(path: string): FirebaseParameters {
  const text = readText(path);
  const find = (name: string): string => {
    const value = new RegExp(`"?${name}"?\\s*[:=]\\s*"?([\\w+/=-]+)"?`).exec(text)?.[1];
    if (value === undefined) throw new StartError(`The Firebase parameters in ${path} have no ${name}.`);
    return value;
  };
  return {
    signerKey: find("base64_signer_key"),
    saltSeparator: find("base64_salt_separator"),
    rounds: Number(find("rounds")),
    memoryCost: Number(find("mem_cost")),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(`The file ${path} cannot be read: ${(error as Error).message}`);
  }
}
