/** argon2id and argon2i (RFC 9106) in the PHC string format, also as Django and Spring Security prefix it. */
import { timingSafeEqual } from "node:crypto";
import { hashRawSync } from "@node-rs/argon2";
import {
  type ForeignHash,
  limits,
  readBase64,
  requireDigest,
  requireWithin,
  type Scheme,
} from "./foreign-hash.js";

/** @node-rs/argon2 declares these as const enums, which other compilers than tsc cannot read. */
const algorithms = { i: 1, id: 2 } as const;
const versions = { "16": 0, "19": 1 } as const;

export const argon2Schemes: Scheme[] = [
  {
    // $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH; without `v=` it is version 16.
    form: /^(?:argon2|\{argon2(?:@SpringSecurity_v5_[28])?\})?\$argon2(id?)(?:\$v=(16|19))?\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/,
    read: ([type, version = "16", memory, passes, lanes, salt, hash]) =>
      createArgon2(
        { type: type as "i" | "id", version: version as "16" | "19", memory, passes, lanes },
        readBase64(salt),
        readBase64(hash),
      ),
  },
];

function createArgon2(
  given: {
    type: "i" | "id";
    version: "16" | "19";
    memory: string | undefined;
    passes: string | undefined;
    lanes: string | undefined;
  },
  salt: Buffer,
  expected: Buffer,
): ForeignHash {
  const lanes = requireWithin("argon2's lanes", given.lanes, 1, limits.lanes);
  // RFC 9106, 3.1: at least 8 KiB a lane.
  const memoryKiB = requireWithin(
    "argon2's memory in KiB",
    given.memory,
    8 * lanes,
    limits.memoryBytes / 1024,
  );
  const passes = requireWithin("argon2's passes", given.passes, 1, limits.argon2Passes);
  requireWithin("argon2's work", memoryKiB * passes, 1, limits.argon2WorkKiB);
  requireWithin("argon2's salt in bytes", salt.length, 8, limits.textLength);
  requireDigest(expected);
  const options = {
    algorithm: algorithms[given.type],
    version: versions[given.version],
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: expected.length,
    salt,
  };
  return {
    parameters: `argon2${given.type} ${given.version} ${memoryKiB} ${passes} ${lanes} ${salt.length} ${expected.length}`,
    compare: (password) => timingSafeEqual(hashRawSync(password, options), expected),
  };
}
