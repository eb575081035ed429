/** The parts that use cases work with. Each is opened once, at the start (app.ts). */
import type { EventBus } from "../../platform/events/bus.js";
import type { OutboxRelay } from "../../platform/events/outbox-relay.js";
import type { TokenVerifier } from "../../platform/identity/token-verifier.js";
import type { Logger } from "../../platform/log.js";
import type { createRareWarning } from "../../platform/rare-warning.js";
import type { Attempts } from "./attempts/attempts.js";
import type { Audit } from "./audit/audit.js";
import type { AuthConfig } from "./config.js";
import type { MailQueue } from "./mail/queue.js";
import type { AuthMeters } from "./meters.js";
import type { AuthModels } from "./model.js";
import type { Ceremonies } from "./passkeys/ceremonies.js";
import type { PasswordPolicy } from "./passwords/password-policy.js";
import type { Passwords } from "./passwords/passwords.js";
import type { Sealing } from "./second-factor/seal-secret.js";
import type { AccessTokenSigner } from "./sessions/access-token.js";
import type { Decoys } from "./sign-in/decoys.js";

/** All of them. */
export interface AuthParts {
  config: AuthConfig;
  models: AuthModels;
  /** Publishes events from the outboxes; a change wakes it. */
  relay: Pick<OutboxRelay, "wake">;
  eventTransport: EventBus["transport"];
  audit: Audit;
  attempts: Attempts;
  mail: Pick<MailQueue, "send" | "notify">;
  passwords: Passwords;
  requireGoodPassword: PasswordPolicy;
  decoys: Pick<Decoys, "draw">;
  /** Encrypts the secrets of second factors. */
  totpSealing: Sealing;
  /** Null where no domain is set for passkeys. */
  ceremonies: Ceremonies | null;
  signAccessToken: AccessTokenSigner;
  verifyToken: TokenVerifier;
  meters: AuthMeters;
  log: Logger;
  /** Logs a warning of which many may come, at most once a minute. */
  warnRarely: ReturnType<typeof createRareWarning>;
}

/** The parts that one function works with. */
export type Parts<Name extends keyof AuthParts> = Pick<AuthParts, Name>;
