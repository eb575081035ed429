/** Requests small JSON documents of a service. */
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";

/** A response, or why there is none. */
export type HttpAnswer = { status: number; body: unknown } | { problem: string };

const longestBodyBytes = 65_536;

/**
 * GETs a JSON document; the body is null when it is not JSON. The certificate is not verified, because nothing secret
 * is requested.
 */
export function askHttp(
  url: string,
  { headers = {}, milliseconds = 3_000 }: { headers?: Record<string, string>; milliseconds?: number } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const options = { headers, agent: false, signal: AbortSignal.timeout(milliseconds) };
    const receive = async (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      try {
        for await (const chunk of response) {
          chunks.push(chunk as Buffer);
          length += (chunk as Buffer).length;
          if (length > longestBodyBytes) break;
        }
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
      } catch (error) {
        resolve({ problem: (error as Error).message });
      }
    };
    const request = url.startsWith("https:")
      ? requestTls(url, { ...options, rejectUnauthorized: false }, receive)
      : requestPlain(url, options, receive);
    request.on("error", (error) => {
      const isLate = error.name === "AbortError" || error.name === "TimeoutError";
      resolve({ problem: isLate ? `no answer within ${milliseconds / 1000} seconds` : error.message });
    });
    request.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
