/** Checks the embedded database of a development machine: its folder, its log and the process that uses it. */
import { join } from "node:path";
import { type DataFolderReport, inspectDataFolder } from "@gatehouse/embedded-mongo";
import { examineDatabase } from "../../platform/database/examine.js";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import { formatBytes } from "./format-bytes.js";

/** Examines it; reads the whole log when no process has it open. */
export async function checkEmbeddedDatabase(dataDirectory: string): Promise<Result[]> {
  const directory = join(dataDirectory, "database");
  let report: DataFolderReport | null;
  try {
    report = await inspectDataFolder(directory);
  } catch (error) {
    return [explainFailure(directory, error as NodeJS.ErrnoException)];
  }
  if (report === null) return [ok(`Embedded; the first start makes ${directory}.`)];
  const { holder, logBytes, broken } = report;
  if (holder !== null) return [await checkHolder(directory, holder)];
  const log = join(directory, "log");
  if (broken?.kind === "damaged") {
    return [
      wrong(
        `${log} is damaged at byte ${broken.at} of ${logBytes}: the next start keeps what is before and moves the rest aside.`,
        `Copy ${directory} before you start; look for faults of the disk.`,
      ),
    ];
  }
  if (broken !== null) {
    const bytes = (logBytes ?? 0) - broken.at;
    return [
      note(`The last ${bytes} bytes of ${log} were not written to their end: the next start cuts them off.`),
    ];
  }
  return [
    ok(
      `Embedded, in ${directory}: ${formatBytes(logBytes ?? 0)}, all of it readable; no process has it open.`,
    ),
  ];
}

async function checkHolder(
  directory: string,
  { pid, uri }: NonNullable<DataFolderReport["holder"]>,
): Promise<Result> {
  const state = uri === null ? null : await examineDatabase({ uri, name: "doctor" });
  if (state?.kind === "usable") {
    return ok(
      `Embedded, in ${directory}; process ${pid} serves it (${Math.ceil(state.latencyMilliseconds)} ms).`,
    );
  }
  const why = state === null ? "has not opened it yet." : `does not serve it: ${asSentence(state.reason)}`;
  return wrong(`Process ${pid} has ${directory} and ${why}`, "Stop that process if it stays so.");
}

function explainFailure(directory: string, { code, message }: NodeJS.ErrnoException): Result {
  if (code === "ENOTDIR") return wrong(`${directory} is no folder.`, "Move the file away, or set DATA_DIR.");
  if (code === undefined)
    return wrong(
      `The database cannot be opened: ${asSentence(message)}`,
      "Set DATA_DIR to another folder, or use the version that wrote it.",
    );
  return wrong(
    `${directory} cannot be read: ${asSentence(message)}`,
    "Make it belong to the user who runs Gatehouse.",
  );
}
