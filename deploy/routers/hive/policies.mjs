/** The policies that each role stands for, as platform/identity/grants.ts has them. A test compares the two. */
export const policiesOfRole = { ADMIN: ["operations"] };
