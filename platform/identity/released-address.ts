/**
 * The e-mail address of an account that has none: another account has proven the one that it claimed. Events carry it
 * because their schema requires an address; the graph returns null in its place. RFC 6761, 6.4 keeps `.invalid` free.
 */
const releasedDomain = "released.invalid";

/** The placeholder for an account; unique, as addresses are. */
export const releasedAddress = (accountId: string): string => `${accountId}@${releasedDomain}`;

/** The address of an account as clients see it: null for the placeholder. */
export const shownAddress = <Address extends string | null>(address: Address): Address | null =>
  address?.endsWith(`@${releasedDomain}`) ? null : address;
