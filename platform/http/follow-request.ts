/** Updates the state of a connection while it serves a request. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { connectionOf } from "./connections.js";

/** Updates the state of the connection in the registry until the response is sent. */
export function followRequest(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const connection = connectionOf(socket);
  // The rest of the time limit on sending the previous response.
  if (socket.timeout) socket.setTimeout(0);
  const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
  connection?.enter(encoding === undefined && Number(length) === 0 ? "working" : "receiving");
  request.once("end", () => {
    connection?.hold("body", 0);
    if (connection?.state === "receiving") connection.enter("working");
  });
  response.once("close", () => {
    connection?.hold("body", 0);
    connection?.enter("waiting");
  });
}
