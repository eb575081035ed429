/** The roles of accounts, which tokens and events carry. */

/** The GraphQL enum `Role`. */
export const roles = ["USER", "ADMIN"] as const;
export type Role = (typeof roles)[number];
