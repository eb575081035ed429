/** Reads the URI of the database server as the driver does. */
import { readFileSync } from "node:fs";
import { mongo } from "mongoose";
import { redactSecrets } from "../text/redact.js";
import { type UrlForm, UrlProblem } from "../text/url-text.js";

/** The form of the URI. */
export const databaseUriForm: UrlForm = {
  name: "a mongodb or mongodb+srv URI",
  schemes: ["mongodb", "mongodb+srv"],
  example: "mongodb://name:password@host:27017/?authSource=admin",
  severalHosts: true,
};

const fileOptions = ["tlsCAFile", "tlsCertificateKeyFile", "tlsCRLFile"] as const;

/**
 * Requires that the driver accepts the URI with all its options.
 * @throws UrlProblem with the driver's message, unless that contains a part of the credentials.
 */
export function requireDatabaseUri(uri: string): string {
  const userinfo = /^[^/]*\/\/([^/?]*)@/.exec(uri)?.[1] ?? "";
  // The URL standard encodes these characters by itself, the driver does not.
  if (!/^(?:[^:@[\]]+(?::[^:@[\]]+)?)?$/.test(userinfo)) {
    throw new UrlProblem(
      "must have a name and a password, or none: percent-encode : in them as %3A, @ as %40, [ as %5B, ] as %5D.",
    );
  }
  try {
    const { options } = new mongo.MongoClient(uri);
    if (options.writeConcern?.w === 0) {
      throw new UrlProblem("must not have w=0: a write would be taken for done that never was.");
    }
    for (const name of fileOptions) if (options[name] !== undefined) requireFile(name, options[name]);
  } catch (error) {
    throw error instanceof UrlProblem ? error : new UrlProblem(explain(error as Error, userinfo));
  }
  return uri;
}

function explain({ message }: Error, userinfo: string): string {
  const parts = userinfo.split(":").filter((part) => part !== "");
  const isSafe = [...parts, ...parts.map(decodeURIComponent)].every((part) => !message.includes(part));
  return isSafe ? `cannot be used: ${redactSecrets(message)}.` : "cannot be used by the driver.";
}

function requireFile(name: string, path: string): void {
  try {
    readFileSync(path);
  } catch (error) {
    throw new UrlProblem(
      `has a ${name} that cannot be read (${(error as NodeJS.ErrnoException).code}): ${path}`,
    );
  }
}
