/** Writes the address of a server as a person opens it in a browser on the same machine. */

/**
 * Returns `url` with the name localhost in place of a loopback address, or of one that stands for all addresses. Cookies
 * belong to a name: a page of http://localhost:5173 shares them with http://localhost:4000, and not with
 * http://127.0.0.1:4000.
 */
export function linkTo(url: string): string {
  return url.replace(/\/\/(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=[:/]|$)/, "//localhost");
}
