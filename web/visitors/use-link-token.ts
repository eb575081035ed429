/** Reads the token of a mailed link once. */
import { useState } from "react";
import { takeFragmentToken } from "../router/location.js";

let taken: string | null = null;

/**
 * Returns the token that the address of this page has behind `#`; null without one. It is taken out of the address, so
 * it is kept here for a page that is shown a second time.
 */
export function useLinkToken(): string | null {
  const [token] = useState(() => {
    taken = takeFragmentToken() ?? taken;
    return taken;
  });
  return token;
}
