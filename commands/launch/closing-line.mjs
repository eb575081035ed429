/** Returns the line that ends a run of tests, plain enough for any reader of the log to count. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
