/** Finds where valid UTF-8 ends. */

/** Returns how many bytes at the start are whole characters; an invalid byte follows. */
export function validUtf8Length(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  // A start that ends within a character is valid; bisection finds the longest valid one.
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (isUtf8Beginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle - 1;
  }
  return completeLength(bytes.subarray(0, good));
}

function isUtf8Beginning(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns the length without an incomplete character at the end. For three bytes or more. */
export function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
