/** Decides when a next signing key is created, and which old ones are removed. */
import type { Algorithm } from "../../../platform/identity/claims.js";
import type { KeyFile } from "./key-file.js";
import { acceptedUntil } from "./key-ring.js";
import { formatSigningKeys, generateSigningKey, readSigningKeys, type SigningKey } from "./signing-keys.js";

/** How keys are renewed. */
export interface RenewalPlan {
  /** Algorithm of new keys. */
  algorithm: Algorithm;
  /** A key that has signed for this long gets a successor; null for never. */
  afterSeconds: number | null;
  /** The next key is published this long before it signs. */
  leadSeconds: number;
  /** How long a token is accepted. */
  tokenLifetimeSeconds: number;
}

/** The change of the keys that is due at an instant. */
export interface Renewal {
  /** Keys whose tokens may still be valid. */
  kept: SigningKey[];
  /** Is a next key due? While a key has not begun to sign, it is the next one. */
  nextIsDue: boolean;
}

/** Decides; null when nothing is due. `undatedSince` is when keys without a time began. */
export function decideRenewal(
  keys: readonly SigningKey[],
  { afterSeconds, tokenLifetimeSeconds }: RenewalPlan,
  undatedSince: Date,
  now = Date.now(),
): Renewal | null {
  const kept = keys.filter((key) => acceptedUntil(key, keys, tokenLifetimeSeconds) > now);
  const newest = Math.max(...keys.map(({ signsFrom }) => signsFrom.getTime())) || undatedSince.getTime();
  const nextIsDue = afterSeconds !== null && now - newest >= afterSeconds * 1000;
  return nextIsDue || kept.length < keys.length ? { kept, nextIsDue } : null;
}

/** Carries the decision out; returns the keys to hold from now on. */
async function applyRenewal(
  { kept, nextIsDue }: Renewal,
  { algorithm, leadSeconds }: RenewalPlan,
): Promise<SigningKey[]> {
  if (!nextIsDue) return kept;
  const key = await generateSigningKey(algorithm);
  // Counted from now: the generation of a key takes time.
  return [{ ...key, signsFrom: new Date(Date.now() + leadSeconds * 1000) }, ...kept];
}

/** Returns the text of the key file after the renewal that is due; null when none is. */
export async function renewKeyText({ text, writtenAt }: KeyFile, plan: RenewalPlan): Promise<string | null> {
  const renewal = decideRenewal(readSigningKeys(text), plan, writtenAt);
  return renewal === null ? null : formatSigningKeys(await applyRenewal(renewal, plan));
}
