const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** Returns a size with at least two digits and its unit, e.g. `1.4 GiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const size = bytes / 1024 ** power;
  return `${power === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${units[power]}`;
}
