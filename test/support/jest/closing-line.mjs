import { writeFileSync } from "node:fs";

/** Says at once how many files run, and ends the run with the slowest and one plain line that any reader of the log can count. */
export default class ClosingLine {
  onRunStart({ numTotalTestSuites }) {
    // The first file ends after some seconds.
    if (numTotalTestSuites > 1) console.log(`Running ${numTotalTestSuites} test files.`);
  }

  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`;
    const text = `${slowest(results.testResults)}${line}`;
    const file = process.env.TEST_CLOSING_LINE_FILE;
    if (file) writeFileSync(file, text);
    // After jest's own summary.
    else process.once("exit", () => console.log(text));
  }
}

const shown = 10;

function slowest(files) {
  if (files.length <= shown) return "";
  const rows = files
    .map(({ testFilePath, perfStats }) => [
      perfStats.runtime,
      testFilePath.replace(/^.*[/\\](?=test[/\\])/, ""),
    ])
    .sort(([a], [b]) => b - a)
    .slice(0, shown)
    .map(([milliseconds, name]) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${name}\n`);
  return `The slowest files:\n${rows.join("")}`;
}
