/** Ends the run with one plain line that any reader of the log can count: "N passed, N failed, N skipped". */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // After jest's own summary, which is written on the same turn.
    setImmediate(() => console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`));
  }
}
