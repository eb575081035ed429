/** A request that a server has begun to read and cannot finish until its client sends the rest. */
import { connect } from "node:net";

/** A request in progress. */
export interface HeldRequest {
  /** Sends the body; resolves to the whole response as text once the server has closed the connection. */
  finish(): Promise<string>;
}

/**
 * Sends the head of a POST to `url`/graphql and resolves when the server has read it: it is asked to say so
 * (RFC 9110, 10.1.1, `Expect: 100-continue`). The body is held back.
 */
export async function holdRequest(url: string, query: string, variables: object): Promise<HeldRequest> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ query, variables });
  const socket = connect(Number(port), hostname);
  let received = "";
  const closed = new Promise<string>((resolve) => {
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
  const begun = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      received += chunk;
      if (received.includes("100 Continue")) resolve();
    });
  });
  const head = [
    "POST /graphql HTTP/1.1",
    `host: ${hostname}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "expect: 100-continue",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await begun;
  return {
    finish() {
      socket.write(body);
      return closed;
    },
  };
}
