/** `npm run import-users -- FILE`: takes accounts over from another system, with their password hashes. */
import { parseArgs } from "node:util";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { createAccountImport, type ImportOutcome } from "../subgraphs/auth/service/importing.js";
import { openAccounts } from "./open-accounts.js";
import { readUserRows, type UserRow } from "./user-rows.js";

const usage = `Opens an account for each row of a file. Works while the system runs and while it does not; safe to run again,
also after it was interrupted: accounts that are there already, by name and address, are left as they are.

  npm run import-users -- FILE             a .csv file with a header, or .jsonl or .ndjson (one JSON object a line)
  npm run import-users -- FILE --dry-run   only says what would be imported and what refused

  username, email, passwordHash            must be there; passwordHash (or password_hash) is one of
                                             pbkdf2:sha256:ITERATIONS$SALT$HEX      Werkzeug
                                             scrypt:N:R:P$SALT$HEX                  Werkzeug
                                             pbkdf2_sha256$ITERATIONS$SALT$BASE64   Django
                                             $pbkdf2-sha256$i=ITERATIONS$SALT$HASH  PHC string format, passlib
                                             $2a$, $2b$, $2y$                       bcrypt
                                             $argon2id$                             argon2
  roles, enabled, createdAt, displayName   may be there: USER or ADMIN, true or false, RFC 3339, a name

People sign in with the passwords that they have; the hash is renewed as they do. A dry run does not see rows that
are refused because of another row of the same file.

Exit code: 0 when every row is in, 1 when it could not run, 2 when a row was refused.`;

/** So many rows are under way at once, and in memory. */
const batchSize = 32;
const progressMilliseconds = 1_000;

await runCommand(async (lifecycle) => {
  const options = readOptions();
  if (options === null) return console.log(usage);
  const { file, dryRun } = options;
  const { models, audit } = await openAccounts(lifecycle);
  const importRow = createAccountImport(models, audit, dryRun);

  const counts = { imported: 0, present: 0, refused: 0 };
  const note = (line: number, result: ImportOutcome) => {
    counts[result.outcome] += 1;
    if (result.outcome === "refused") console.log(`line ${line}: ${result.reason}`);
  };
  const progress = startProgress(() => `… ${counts.imported + counts.present + counts.refused} rows`);
  lifecycle.onStop(progress.stop);
  const rows = readUserRows(file, (column) => console.error(`The column "${column}" is not used.`));
  for await (const batch of inBatches(rows, batchSize)) {
    const results = await Promise.all(
      batch.map((entry) =>
        "row" in entry
          ? importRow(entry.row)
          : ({ outcome: "refused", reason: entry.problem } satisfies ImportOutcome),
      ),
    );
    for (const [index, result] of results.entries()) note(batch[index]?.line ?? 0, result);
  }
  progress.stop();
  const { imported, present, refused } = counts;
  console.log(
    `${imported + present + refused} rows: ${imported} ${dryRun ? "would be " : ""}imported, ${present} there already, ${refused} refused.`,
  );
  if (refused > 0) process.exitCode = 2;
});

function readOptions(): { file: string; dryRun: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      options: { "dry-run": { type: "boolean" }, help: { type: "boolean" } },
      allowPositionals: true,
    });
    if (values.help) return null;
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("Name one file.");
    return { file, dryRun: values["dry-run"] ?? false };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function* inBatches(rows: AsyncIterable<UserRow>, size: number): AsyncGenerator<UserRow[]> {
  let batch: UserRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Says every second how far it is: on one line of a terminal, else on a line each. */
function startProgress(describe: () => string) {
  const write = () => process.stderr.write(process.stderr.isTTY ? `\r${describe()}` : `${describe()}\n`);
  const timer = setInterval(write, progressMilliseconds);
  return {
    stop() {
      if (process.stderr.isTTY && timer.hasRef()) process.stderr.write("\r\x1b[K");
      clearInterval(timer);
    },
  };
}
