/** Negotiates the media type of a response (https://graphql.github.io/graphql-over-http/draft/#sec-Accept). */
import type { IncomingMessage } from "node:http";
import Negotiator from "negotiator";

/** The media type of a response, and which kind of status it has. */
export interface AnswerType {
  contentType: string;
  /**
   * For a client that names application/json, the status is about HTTP alone: an operation that cannot be executed gets
   * 200 and errors.
   */
  plainJson: boolean;
}

const json = "application/json";
const graphql = "application/graphql-response+json";
/** The forms in which clients name them: the specification's own example includes the charset. */
const offered = [json, graphql].flatMap((type) => [type, `${type}; charset=utf-8`]);

/** Returns the type that the client prefers; null when it accepts neither. */
export function chooseAnswerType(request: IncomingMessage): AnswerType | null {
  const accept = request.headers.accept;
  // The older type is for clients that do not name the newer one.
  if (!accept || accept === "*/*") return { contentType: `${json}; charset=utf-8`, plainJson: false };
  const chosen = new Negotiator(request).mediaType(offered)?.split(";", 1)[0];
  if (chosen === undefined) return null;
  return {
    contentType: `${chosen}; charset=utf-8`,
    plainJson: chosen === json && accept.toLowerCase().includes(json),
  };
}
