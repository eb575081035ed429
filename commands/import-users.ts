/** `npm run import-users -- FILE`: imports accounts of another system with their password hashes. */
import { runCommand } from "../platform/lifecycle.js";
import { createAccountImport, type ImportOutcome } from "../subgraphs/auth/import/import-accounts.js";
import { readOptions } from "./import-users/options.js";
import { readRows, requireReadable } from "./import-users/read-rows.js";
import type { UserRow } from "./import-users/user-row.js";
import { openAccounts } from "./open-accounts.js";
import { readUsage } from "./read-usage.js";

/** The number of rows that are imported at a time, and kept in memory. */
const batchSize = 32;
const progressMilliseconds = 1_000;

await runCommand(async (lifecycle) => {
  const asked = readOptions();
  if (asked === null) return console.log(readUsage("import-users"));
  const { file, options } = asked;
  await requireReadable(file);
  const importRows = createAccountImport(await openAccounts(lifecycle), options);

  const report = createReport(options.dryRun);
  const progress = startProgress(report.describe);
  lifecycle.onStop(progress.stop);
  const rows = readRows(file, (column) => console.error(`The column "${column}" is not used.`));
  for await (const batch of inBatches(rows, batchSize)) {
    const outcomes = await importRows(batch.flatMap((entry) => ("row" in entry ? [entry.row] : [])));
    for (const entry of batch) {
      const outcome = "row" in entry ? outcomes.shift() : undefined;
      const problem = "problem" in entry ? entry.problem : "it was not read.";
      report.note(entry.line, outcome ?? { outcome: "refused", reasons: [problem] });
    }
  }
  progress.stop();
  console.log(report.summary());
  if (report.hasRefusals()) process.exitCode = 2;
});

/** Counts rows, one outcome for each, and prints a line for each that has a reason. */
function createReport(dryRun: boolean) {
  const counts = { imported: 0, present: 0, refused: 0 };
  let withoutPassword = 0;
  const total = () => counts.imported + counts.present + counts.refused;
  return {
    note(line: number, outcome: ImportOutcome) {
      counts[outcome.outcome] += 1;
      if (outcome.outcome === "refused") console.log(`line ${line}: ${outcome.reasons.join(" ")}`);
      if (outcome.outcome !== "imported") return;
      if (!outcome.hasPassword) withoutPassword += 1;
      if (outcome.hasLostId)
        console.log(
          `line ${line}: without its old id, which is another account's: its old tokens are refused.`,
        );
      if (outcome.note !== null) console.log(`line ${line}: without a password: ${outcome.note}`);
    },
    describe: () => `… ${total()} rows`,
    summary() {
      const { imported, present, refused } = counts;
      const would = dryRun ? "would be " : "";
      const bare = withoutPassword > 0 ? ` (${withoutPassword} without a password)` : "";
      return `${total()} rows: ${imported} ${would}imported${bare}, ${present} there already, ${refused} refused.`;
    },
    hasRefusals: () => counts.refused > 0,
  };
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

/** Prints the progress every second: on one line of a terminal, else on a line each. */
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
