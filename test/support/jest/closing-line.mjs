import { writeFileSync } from "node:fs";
import { closingLine } from "../../../commands/launch/closing-line.mjs";

/**
 * Says at once how many files run, and ends the run with the slowest and one plain line that any reader of the log can count.
 * If TEST_OUTCOME_FILE is set, it writes these to that file as JSON instead, with the paths of the failed files.
 */
export default class ClosingLine {
  onRunStart({ numTotalTestSuites }) {
    // The first file ends after some seconds.
    if (numTotalTestSuites > 1) console.log(`Running ${numTotalTestSuites} test files.`);
  }

  onRunComplete(_contexts, results) {
    const outcome = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      slowest: slowest(results.testResults),
      failedFiles: results.testResults.filter(isFailed).map(({ testFilePath }) => testFilePath),
    };
    const file = process.env.TEST_OUTCOME_FILE;
    if (file) writeFileSync(file, JSON.stringify(outcome));
    // After jest's own summary.
    else process.once("exit", () => console.log(`${outcome.slowest}${closingLine(outcome)}`));
  }
}

function isFailed({ numFailingTests, testExecError }) {
  return numFailingTests > 0 || Boolean(testExecError);
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
