/** Decides when there is to be a next signing key, and which old ones go. */
import type { Algorithm } from "../../../platform/identity/claims.js";
import type { KeyFile } from "./key-file.js";
import { acceptedUntil } from "./key-ring.js";
import { formatSigningKeys, generateSigningKey, readSigningKeys, type SigningKey } from "./signing-keys.js";

/** By what keys are renewed. */
export interface RenewalPlan {
  /** Of keys that are made. */
  algorithm: Algorithm;
  /** A key that has signed for this long gets a successor; null for never. */
  afterSeconds: number | null;
  /** The next key is published this long before it signs. */
  leadSeconds: number;
  /** How long a token is accepted. */
  tokenLifetimeSeconds: number;
}

/** What is to be done about keys at an instant. */
export interface Renewal {
  /** Those whose tokens may still be good. */
  kept: SigningKey[];
  /** Is a next key due? A key that has yet to begin is the next one: no other is made. */
  nextIsDue: boolean;
}

/** Decides; null when nothing is to be done. `undatedSince` is when keys that come without a beginning began. */
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

/** Carries the decision out: the keys to hold from now on. */
async function applyRenewal(
  { kept, nextIsDue }: Renewal,
  { algorithm, leadSeconds }: RenewalPlan,
): Promise<SigningKey[]> {
  if (!nextIsDue) return kept;
  const key = await generateSigningKey(algorithm);
  // Counted from when it is there: making a key takes its time.
  return [{ ...key, signsFrom: new Date(Date.now() + leadSeconds * 1000) }, ...kept];
}

/** The text of the key file after the renewal that is due; null when none is. */
export async function renewKeyText({ text, writtenAt }: KeyFile, plan: RenewalPlan): Promise<string | null> {
  const renewal = decideRenewal(readSigningKeys(text), plan, writtenAt);
  return renewal === null ? null : formatSigningKeys(await applyRenewal(renewal, plan));
}
