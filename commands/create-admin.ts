/** `npm run create-admin -- --username NAME --email EMAIL`: opens an account with the role ADMIN. */
import { readCommandLine } from "../platform/command-line.js";
import { AppError } from "../platform/errors.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { findByIdentifier } from "../subgraphs/auth/accounts/find-account.js";
import { setUserRoles } from "../subgraphs/auth/accounts/set-user-roles.js";
import { operator } from "../subgraphs/auth/audit/actor.js";
import { registerAccount } from "../subgraphs/auth/registration/register-account.js";
import { openAccounts } from "./open-accounts.js";
import { readPassword } from "./read-password.js";

const usage = `Opens an account that may administer; works while the system runs and while it does not.

  npm run create-admin -- --username NAME --email EMAIL
  npm run create-admin -- --username NAME --promote

  --username NAME   3 to 32 of a-z, 0-9, _, - and .
  --email EMAIL     its e-mail address
  --promote         make the account that has this name an admin, and keep its password
  --help            this text

The password is asked for on a terminal, and read from standard input otherwise:

  printf %s "$PASSWORD" | npm run create-admin -- --username NAME --email EMAIL`;

await runCommand(async (lifecycle) => {
  const line = readCommandLine(usage, {
    username: { type: "string" },
    email: { type: "string" },
    promote: { type: "boolean" },
  });
  if (line === null) return console.log(usage);
  const { username, email = "", promote = false } = line.values;
  if (username === undefined || (email === "") !== promote) throw new StartError(usage);
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
    // What is wrong with the input is the person's to mend; a stack would only hide it.
    throw error instanceof AppError ? new StartError(error.message) : error;
  }
});
