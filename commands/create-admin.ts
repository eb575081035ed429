/** `npm run create-admin -- --username NAME --email EMAIL`: opens an account with the role ADMIN. */
import { readCommandLine } from "../platform/command-line.js";
import { AppError } from "../platform/errors.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { findByIdentifier } from "../subgraphs/auth/accounts/find-account.js";
import { setUserRoles } from "../subgraphs/auth/administration/set-user-roles.js";
import { operator } from "../subgraphs/auth/audit/actor.js";
import { registerAccount } from "../subgraphs/auth/registration/register-account.js";
import { openAccounts } from "./open-accounts.js";
import { readPassword } from "./read-password.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("create-admin");

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, {
    username: { type: "string" },
    email: { type: "string" },
    promote: { type: "boolean" },
  });
  if (line === null) return console.log(usage);
  const { username, email = "", promote = false } = line.values;
  const problems: string[] = [];
  if (username === undefined) problems.push("--username is missing.");
  if (email === "" && !promote) problems.push("Either --email or --promote is needed.");
  if (email !== "" && promote) problems.push("--email and --promote exclude each other.");
  if (username === undefined || problems.length > 0)
    throw new StartError(`${problems.join("\n")}\n\n${usage}`);
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
