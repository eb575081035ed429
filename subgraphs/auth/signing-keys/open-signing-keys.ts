/** Opens the ring of signing keys; where they come from a file, the ring follows it. */
import type { AppParts } from "../../../platform/service/service-config.js";
import { operator } from "../audit/actor.js";
import type { Audit } from "../audit/audit.js";
import { type KeyConfig, type KeyTimes, keyPollMilliseconds, planRenewal } from "./config.js";
import { createKeyRing, type KeyRing } from "./key-ring.js";
import { watchKeyFile } from "./watch-key-file.js";

/** Opens the ring; each key that is added while it is open is recorded in the audit trail. */
export function openSigningKeys(
  config: KeyTimes & Pick<KeyConfig, "signingKeys">,
  audit: Audit,
  { log, lifecycle }: Pick<AppParts, "log" | "lifecycle">,
): KeyRing {
  const plan = planRenewal(config);
  const ring = createKeyRing(config.signingKeys, plan.tokenLifetimeSeconds);
  const { file } = config.keyRenewal;
  if (file === null) return ring;
  const watch = watchKeyFile({
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
