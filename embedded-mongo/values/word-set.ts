/** Returns the words of a text, separated by single spaces, as a set. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
