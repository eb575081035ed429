/** Reads what a browser's WebAuthn API returned, before anything in it is verified. */

/** A response, and the challenge that it names. */
export interface UnverifiedResponse<Response> {
  response: Response;
  challenge: string;
}

const longestResponse = 16_384;

/** Reads a response; null for any other text. */
export function readResponse<Response extends { id: string; response: { clientDataJSON: string } }>(
  text: string,
): UnverifiedResponse<Response> | null {
  if (text.length > longestResponse) return null;
  try {
    const response = JSON.parse(text) as Response;
    const { clientDataJSON } = response.response;
    // From an object with a `length`, Buffer.from would make a buffer of that length.
    if (typeof clientDataJSON !== "string") return null;
    const clientData = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")) as {
      challenge?: unknown;
    };
    const { challenge } = clientData;
    return typeof challenge === "string" && typeof response.id === "string" ? { response, challenge } : null;
  } catch {
    return null;
  }
}
