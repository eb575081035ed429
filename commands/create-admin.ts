/** `npm run create-admin -- --username NAME --email EMAIL`: opens an account with the role ADMIN. */
import { type CommandLine, readCommandLine } from "../platform/command-line.js";
import { AppError } from "../platform/errors.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { findByIdentifier } from "../subgraphs/auth/accounts/find-account.js";
import { readEmail, readUsername } from "../subgraphs/auth/accounts/identifiers.js";
import { setUserRoles } from "../subgraphs/auth/administration/set-user-roles.js";
import { operator } from "../subgraphs/auth/audit/actor.js";
import { registerAccount } from "../subgraphs/auth/registration/register-account.js";
import { openAccounts } from "./open-accounts.js";
import { readPassword } from "./read-password.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("create-admin");

const options = {
  username: { type: "string" },
  email: { type: "string" },
  promote: { type: "boolean" },
} as const;

/** What is wrong with the arguments, as far as it shows without the accounts. */
function findProblems(
  { values: { username, email, promote } }: CommandLine<typeof options>,
  given: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  if (!given.has("username")) problems.push("--username is missing.");
  if (!given.has("email") && !promote) problems.push("Either --email or --promote is needed.");
  if (given.has("email") && promote) problems.push("--email and --promote exclude each other.");
  // An account that is there is found by any name that it has.
  if (username !== undefined && !promote) problems.push(...problemsOf(() => readUsername(username)));
  if (email !== undefined) problems.push(...problemsOf(() => readEmail(email)));
  return problems;
}

function problemsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.message];
  }
}

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, options, { findProblems });
  if (line === null) return console.log(usage);
  const { username = "", email = "", promote = false } = line.values;
  const parts = await openAccounts(lifecycle);
  try {
    if (promote) {
      const account = await findByIdentifier(parts.models, username);
      if (account === null) throw new StartError(`There is no account "${username}".`);
      await setUserRoles(parts, account._id, ["USER", "ADMIN"], operator("create-admin"));
      return console.log(
        `${account.username} is an admin now; signed-in devices learn of it at their next refresh.`,
      );
    }
    const account = await registerAccount(
      parts,
      { username, email, password: await readPassword() },
      operator("create-admin"),
      ["USER", "ADMIN"],
    );
    console.log(`The admin ${account.username} can sign in now.`);
  } catch (error) {
    // The input is wrong, and not this program: no stack is shown.
    throw error instanceof AppError ? new StartError(error.message) : error;
  }
});
