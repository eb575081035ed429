/**
 * The e-mail address of an account that has none, because another account has proven the address that it claimed.
 * Events contain it because their schema requires an address; the graph returns null instead. RFC 6761, 6.4 reserves
 * `.invalid`.
 */
const releasedDomain = "released.invalid";

/** Returns the placeholder for an account; unique, because addresses are. */
export const releasedAddress = (accountId: string): string => `${accountId}@${releasedDomain}`;

/** Returns the address of an account as clients see it: null for the placeholder. */
export const shownAddress = <Address extends string | null>(address: Address): Address | null =>
  address?.endsWith(`@${releasedDomain}`) ? null : address;
