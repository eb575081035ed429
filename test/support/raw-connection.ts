/** A client that writes bytes and reads only when a test says so. */
import { connect, type Socket } from "node:net";

/** The connection. */
export interface RawConnection {
  socket: Socket;
  /** All that has come so far. */
  received(): string;
  /** Resolves when the server has closed it or reset it. */
  closed: Promise<void>;
  /** Resolves when what has come matches. */
  until(pattern: RegExp): Promise<void>;
}

/** Opens a connection to the server at `url`. With `reads: false` it takes nothing of what the server sends. */
export async function openRaw(
  url: string,
  { reads = true, localAddress }: { reads?: boolean; localAddress?: string } = {},
): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) });
  let received = "";
  const closed = new Promise<void>((resolve) => {
    socket.on("error", () => {}).once("close", () => resolve());
  });
  if (reads) socket.on("data", (chunk) => (received += chunk));
  await new Promise<void>((resolve) => socket.once("connect", resolve).once("close", resolve));
  return {
    socket,
    received: () => received,
    closed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(received) && resolve();
        socket.on("data", look);
        socket.once("close", () =>
          pattern.test(received) ? resolve() : reject(new Error(`Closed after: ${received}`)),
        );
        look();
      }),
  };
}

/** A GET as text; a POST of JSON when it has a body. */
export function httpText(path: string, body?: string, headers: readonly string[] = []): string {
  const head = [`${body === undefined ? "GET" : "POST"} ${path} HTTP/1.1`, "host: localhost", ...headers];
  if (body !== undefined)
    head.push("content-type: application/json", `content-length: ${Buffer.byteLength(body)}`);
  return `${head.join("\r\n")}\r\n\r\n${body ?? ""}`;
}
