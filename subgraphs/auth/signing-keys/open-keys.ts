/** Opens the ring of signing keys, and keeps it as its file is, where they come from one. */
import type { Lifecycle } from "../../../platform/lifecycle.js";
import type { Logger } from "../../../platform/log.js";
import { type Audit, operator } from "../audit/audit.js";
import type { AuthConfig } from "../config.js";
import { keyPollMilliseconds, planRenewal } from "./config.js";
import { createKeyRing, type KeyRing } from "./key-ring.js";
import { watchKeys } from "./key-watch.js";

/** Opens the ring; each key that comes in while it is open goes on record. */
export function openKeys(config: AuthConfig, audit: Audit, log: Logger, lifecycle: Lifecycle): KeyRing {
  const plan = planRenewal(config);
  const ring = createKeyRing(config.signingKeys, plan.tokenLifetimeSeconds);
  const { file } = config.keyRotation;
  if (file === null) return ring;
  const watch = watchKeys({
    file,
    ring,
    plan,
    pollMilliseconds: keyPollMilliseconds(config.keySetCacheSeconds),
    onNewKey: ({ kid }) =>
      audit.record({ ...operator("signing keys"), type: "keys.rotated", outcome: "success", reason: kid }),
    log,
  });
  lifecycle.onStop(watch.stop);
  return ring;
}
