/** The place of an account when decoy hashes are drawn (sign-in/decoys.ts). */
import { randomInt } from "node:crypto";

/** Points are below this; a double holds each exactly. */
const points = 2 ** 48 - 1;

/** Returns the point of a new account, uniformly distributed. */
export const randomSamplePoint = (): number => randomInt(points);
