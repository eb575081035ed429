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
    const { challenge } = parseClientData(clientDataJSON);
    return typeof challenge === "string" && typeof response.id === "string" ? { response, challenge } : null;
  } catch {
    return null;
  }
}

/** Returns the origin of the page that a response, as `readResponse` returns it, names; undefined if it names none. */
export function originOf({ response }: { response: { clientDataJSON: string } }): string | undefined {
  const { origin } = parseClientData(response.clientDataJSON);
  return typeof origin === "string" ? origin : undefined;
}

/** WebAuthn Level 3, 5.8.1. @throws SyntaxError if it is not JSON. */
function parseClientData(clientDataJSON: string): { challenge?: unknown; origin?: unknown } {
  return JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
}
