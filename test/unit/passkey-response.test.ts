/** What a browser's answer about a passkey is taken for, before anything in it is proven. */
import { describe, expect, it } from "@jest/globals";
import { readResponse } from "../../subgraphs/auth/passkeys/ceremonies.js";

const clientData = Buffer.from('{"challenge":"abc"}');
const respond = (clientDataJSON: unknown) => JSON.stringify({ id: "x", response: { clientDataJSON } });

describe("a passkey's response", () => {
  it("says which challenge it answers", () => {
    expect(readResponse(respond(clientData.toString("base64url")))?.challenge).toBe("abc");
  });

  it("is none when its client data is no text: a buffer as long as an object says would stop the service", () => {
    expect(readResponse(respond([...clientData]))).toBe(null);
    expect(readResponse(respond({ ...[...clientData], length: clientData.length }))).toBe(null);
    expect(readResponse(respond(clientData))).toBe(null);
  });
});
