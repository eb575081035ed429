/** The setting of the second factor. */
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";

/** Reads TOTP_ISSUER: the issuer that authenticator apps show. */
export function readTotpIssuer(settings: SettingsReader): string {
  const issuer = settings.section("Sign-in").text("TOTP_ISSUER", "Gatehouse", {
    about: "What authenticator apps show above the name of an account.",
  });
  // A colon ends the issuer in the label of the URI that apps read.
  if (issuer.includes(":") || issuer.length > 64)
    settings.complain("TOTP_ISSUER must have at most 64 characters, and no colon.");
  return issuer;
}
