/** Reads metrics in the text format of Prometheus. */

/** One line of it. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Reads all samples of an address. */
export async function readMetrics(url: string): Promise<readonly Sample[]> {
  const text = await (await fetch(url)).text();
  return [...text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? (\S+)$/gim)].map(([, name, labels = "", value]) => ({
    name: name!,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
    value: Number(value),
  }));
}
