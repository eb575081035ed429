/** Opens the ceremonies of passkeys. */
import { type Ceremonies, createCeremonies } from "./ceremonies.js";
import type { PasskeyConfig } from "./config.js";

/** Returns the ceremonies; null where no domain is set for passkeys. */
export const openPasskeys = ({
  passkeys,
}: {
  passkeys: PasskeyConfig | null;
}): { ceremonies: Ceremonies | null } => ({
  ceremonies: passkeys === null ? null : createCeremonies(passkeys),
});
