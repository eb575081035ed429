/** The auth subgraph's settings. */
import type { SettingsReader } from "../../platform/config.js";
import { rememberSecret } from "../../platform/redact.js";
import { readRefreshCookie, type ServiceConfig } from "../../platform/service-config.js";
import { readServiceConfig } from "../../platform/subgraph-config.js";
import { readServiceUrls, type ServiceUrls, socketOf } from "../../schema/services.js";
import { type MailConfig, readMailConfig } from "./mail/config.js";
import { type BreachSource, readBreachSource } from "./passwords/breach-config.js";
import { type FactorConfig, readFactorConfig } from "./second-factor/config.js";
import { type KeyConfig, readKeyConfig } from "./signing-keys/config.js";

/** What the auth subgraph is told. Lifetimes are in seconds. */
export interface AuthConfig extends ServiceConfig, KeyConfig, FactorConfig {
  serviceUrls: ServiceUrls;
  passwords: PasswordConfig;
  /** Under it unknown names draw the hash that they are compared with. */
  decoySecret: string;
  sessions: SessionConfig;
  mail: MailConfig;
  audit: AuditConfig;
  /** Refresh tokens travel in a cookie. */
  refreshCookie: boolean;
  attempts: AttemptConfig;
  /** May the answer to a registration say that a name or an address is taken? */
  registrationRevealsTaken: boolean;
  /** For so long after a sign-in its session may end others without the password. */
  recentSignInSeconds: number;
  /** Where it is asked whether a password is a stolen one; null for nowhere. */
  breaches: BreachSource | null;
}

/** How passwords are hashed. */
export interface PasswordConfig {
  /** Secrets by id; the first one hashes, the others still verify. */
  peppers: ReadonlyMap<string, string>;
  /** log2 of bcrypt's rounds. */
  bcryptCost: number;
  /** Longest time that a hash may wait for its turn. */
  waitMilliseconds: number;
}

/** How often something may be attempted. */
export interface AttemptConfig {
  /** What is attempted is stored under it. */
  secret: string;
  /** Attempts on one account that need not wait. */
  perAccount: number;
  /** Attempts from one address that need not wait. */
  perAddress: number;
}

/** How long sessions live. */
export interface SessionConfig {
  /** A session ends when it was not refreshed for this long. */
  idleSeconds: number;
  /** A session ends this long after the sign-in, whatever happens. */
  absoluteSeconds: number;
  /** Within this time the same client may repeat a refresh, and gets the same successor. */
  replayGraceSeconds: number;
}

/** How the audit trail is kept. */
export interface AuditConfig {
  /** An entry goes this many days after it was written. */
  retentionDays: number;
}

const daySeconds = 86_400;

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export function readAuthConfig(settings: SettingsReader, databaseUri?: string): AuthConfig {
  const passwords = readPasswordConfig(settings);
  return {
    ...readServiceConfig(settings, socketOf("auth"), databaseUri),
    serviceUrls: readServiceUrls(settings),
    passwords,
    // The oldest pepper: one more at the front does not change what is drawn.
    decoySecret: [...passwords.peppers.values()].at(-1) ?? "",
    sessions: readSessionConfig(settings),
    mail: readMailConfig(settings),
    audit: readAuditConfig(settings),
    ...readFactorConfig(settings),
    refreshCookie: readRefreshCookie(settings),
    attempts: readAttemptConfig(settings, passwords),
    registrationRevealsTaken: settings.section("Sign-in").flag("REGISTRATION_REVEALS_TAKEN", true, {
      about:
        "If false, a registration never says that a name or an address is taken, and opens the account by a mailed link.",
    }),
    breaches: readBreachSource(settings),
    recentSignInSeconds: settings.section("Sessions").integer("RECENT_SIGN_IN_SECONDS", 900, {
      min: 0,
      max: daySeconds,
      about:
        "For so long after a sign-in its session may end the account's other sessions without the password; 0: never.",
    }),
    ...readKeyConfig(settings),
  };
}

/** Reads SESSION_IDLE_SECONDS, SESSION_ABSOLUTE_SECONDS and REFRESH_REPLAY_GRACE_SECONDS. */
export function readSessionConfig(settings: SettingsReader): SessionConfig {
  const { integer } = settings.section("Sessions");
  const limits = { min: 60, max: 365 * daySeconds };
  return {
    idleSeconds: integer("SESSION_IDLE_SECONDS", 14 * daySeconds, {
      ...limits,
      about: "A session ends when it was not refreshed for this long. The default is 14 days.",
    }),
    absoluteSeconds: integer("SESSION_ABSOLUTE_SECONDS", 90 * daySeconds, {
      ...limits,
      about: "A session ends this long after the sign-in, whatever happens. The default is 90 days.",
    }),
    replayGraceSeconds: integer("REFRESH_REPLAY_GRACE_SECONDS", 10, {
      min: 0,
      max: 60,
      about: "For this long the client that repeats a refresh gets the same answer again.",
    }),
  };
}

/** Reads AUDIT_RETENTION_DAYS. */
export function readAuditConfig(settings: SettingsReader): AuditConfig {
  const retentionDays = settings.section("Audit").integer("AUDIT_RETENTION_DAYS", 400, {
    min: 1,
    max: 3_650,
    about: "How long an entry of the audit trail is kept; a change holds for entries written after it.",
  });
  return { retentionDays };
}

/** Reads ATTEMPTS_PER_ACCOUNT and ATTEMPTS_PER_ADDRESS. The counters' secret is the pepper: a new one forgets them. */
function readAttemptConfig(settings: SettingsReader, { peppers }: PasswordConfig): AttemptConfig {
  const { integer } = settings.section("Sign-in");
  const [secret = ""] = peppers.values();
  return {
    secret,
    perAccount: integer("ATTEMPTS_PER_ACCOUNT", 5, {
      min: 1,
      max: 100,
      about:
        "Sign-ins, codes and the like that may be tried on one account before each further one must wait: a second at first, then twice as long each time, up to 15 minutes. An attempt is forgotten after 15 minutes.",
    }),
    perAddress: integer("ATTEMPTS_PER_ADDRESS", 200, {
      min: 1,
      max: 1_000_000,
      about:
        "The same from one address; an IPv6 network (/64) is one. The longest wait, and the time after which an attempt is forgotten, are one minute.",
    }),
  };
}

/** Reads AUTH_PASSWORD_PEPPER, BCRYPT_COST and HASH_WAIT_MS. */
export function readPasswordConfig(settings: SettingsReader): PasswordConfig {
  const { integer } = settings.section("Passwords");
  const text = settings.section("Secrets").secret("AUTH_PASSWORD_PEPPER", {
    about:
      "Passwords are hashed with it. Keep it out of the backups of the database, and do not lose it: without it no password can be verified. To change it, put the new one first, each with an id: `2:NEW,1:OLD` (one that never had an id has the id 1). Old hashes are renewed at the next sign-in.",
    requiredInProduction: "passwords are hashed with it; keep it out of the database.",
  });
  const peppers = readPeppers(text);
  if (text !== "" && peppers.size === 0) {
    settings.complain(
      "AUTH_PASSWORD_PEPPER must be a secret, or ID:SECRET pairs with commas between them, each with another ID and 32 characters or more.",
    );
  }
  return {
    peppers,
    bcryptCost: integer("BCRYPT_COST", 12, {
      min: settings.production ? 10 : 4,
      max: 16,
      about: "What a password's hash costs: log2 of bcrypt's rounds.",
    }),
    waitMilliseconds: integer("HASH_WAIT_MS", 5_000, {
      min: 100,
      max: 300_000,
      about:
        "How long a password may wait until it is hashed or compared. One that would wait longer is refused at once.",
    }),
  };
}

/** Reads `SECRET` or `ID:SECRET,ID:SECRET`; a secret without an id has the id `1`. Empty when it is malformed. */
export function readPeppers(text: string): Map<string, string> {
  if (!text.includes(":")) return new Map(text === "" ? [] : [["1", text]]);
  const pairs = text.split(",").map((pair) => /^([\w-]{1,32}):(.{32,})$/.exec(pair.trim()));
  if (pairs.some((pair) => pair === null)) return new Map();
  const peppers = new Map(pairs.map((pair) => [pair![1]!, pair![2]!]));
  for (const pepper of peppers.values()) rememberSecret(pepper);
  return peppers.size === pairs.length ? peppers : new Map();
}
