/** What protects the gateway's pages: a policy that lets in nothing from other hosts, and the headers beside it. */
import type { RequestHandler } from "../../platform/http/server.js";

/** Its own files alone, and nothing that is written in the page itself. */
const ownFiles: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

const headers: readonly [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", "camera=(), geolocation=(), microphone=()"],
];

/** Returns the content security policy of a page; `more` has the directives in which it differs from other pages. */
export function contentSecurityPolicy(more: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...ownFiles, ...more })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}

/** Wraps a handler, whose responses get the policy and the other headers that protect a page. */
export function secured(policy: string, handler: RequestHandler): RequestHandler {
  return (request, response) => {
    response.setHeader("content-security-policy", policy);
    for (const [name, value] of headers) response.setHeader(name, value);
    return handler(request, response);
  };
}
