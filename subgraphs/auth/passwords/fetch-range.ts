/** Fetches a range of the hashes of breached passwords from a service, bounded in time and size. */
import { request } from "undici";

const timeoutMilliseconds = 2_000;
/** A range is about 40 kB long. */
const mostBytes = 1_048_576;

/** Returns the range that begins with `prefix`. @throws Error when the service fails, is late, or sends too much. */
export async function fetchRange(url: string, prefix: string): Promise<string> {
  const { statusCode, body } = await request(new URL(prefix, url), {
    // With padding, the size of the response does not tell which range it is.
    headers: { "add-padding": "true", "user-agent": "gatehouse" },
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`The service answered with the status ${statusCode}.`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error("The answer of the service is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("latin1");
}
