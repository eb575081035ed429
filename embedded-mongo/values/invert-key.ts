/** Returns the key for descending order: keys sort the other way round when every byte is inverted. */
export function invertKey(key: string): string {
  const bytes = Buffer.from(key, "latin1");
  for (let i = 0; i < bytes.length; i++) bytes[i] = 255 - bytes[i]!;
  return bytes.toString("latin1");
}
