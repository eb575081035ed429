/** Ends the run with one plain line that any reader of the log can count: "N passed, N failed, N skipped". */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`;
    // After jest's own summary and the coverage, whatever order they are written in.
    process.once("exit", () => console.log(line));
  }
}
