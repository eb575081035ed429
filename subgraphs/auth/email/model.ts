/** Tokens of mailed links, as an account stores them. */

/** The token that is in force; a newer one replaces it. */
export interface IssuedToken {
  /** The mail that carries it. */
  mailId: string;
  /** Null until the mail is sent. */
  hash: string | null;
  expiresAt: Date | null;
}

/** The token that proves an address: the account's own, or the one that it is to get. */
export interface EmailProof extends IssuedToken {
  email: string;
  emailKey: string;
}
