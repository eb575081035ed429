/** Translates `@policy`, which Cosmo's composition does not know, into the `@requiresScopes` that requires the same. */

/** The scopes of the roles that hold a policy, as platform/identity/grants.ts has them. A test compares the two. */
export const scopesOfPolicy = { operations: ["admin"] };

/** Returns the SDL of a subgraph for Cosmo. @throws Error for a policy that no scope stands for. */
export function toCosmoSdl(sdl) {
  return sdl
    .replace(/^\s*"@policy",?\n/m, "")
    .replaceAll(/@policy\(policies: (\[\[[^\]]*\](?:, \[[^\]]*\])*\])\)/g, (_, lists) => {
      const scopes = JSON.parse(lists).flatMap((policies) => combine(policies.map(scopesOf)));
      return `@requiresScopes(scopes: ${JSON.stringify(scopes)})`;
    });
}

function scopesOf(policy) {
  const scopes = scopesOfPolicy[policy];
  if (scopes === undefined)
    throw new Error(`Name the scopes that stand for the policy "${policy}" in this file.`);
  return scopes;
}

/** All of the policies, each by one of its scopes: every combination of those. */
const combine = (choices) =>
  choices.reduce((lists, scopes) => lists.flatMap((list) => scopes.map((scope) => [...list, scope])), [[]]);
