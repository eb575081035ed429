/* Generated from schema/auth.graphql by `npm run generate`; not to be edited. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PublicAccount } from '../../subgraphs/auth/accounts/accounts.js';
import type { SessionView } from '../../subgraphs/auth/sessions/sessions.js';
import type { IssuedTokens } from '../../subgraphs/auth/sign-in/sign-in.js';
import type { AccountExport as ExportedAccount } from '../../subgraphs/auth/accounts/export-account.js';
import type { Passkey as PasskeyView } from '../../subgraphs/auth/passkeys/register-passkey.js';
import type { AuditEvent as AuditEventView, AuditPage, AuditEdge } from '../../subgraphs/auth/audit/list-audit-events.js';
import type { AuthContext } from '../../subgraphs/auth/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC as RFC 3339 writes it, e.g. `2026-11-21T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** An e-mail address (RFC 5321), at most 254 characters. Two that differ only in case are the same. */
  EmailAddress: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** What an account may do. */
export type Role =
  /** Every account. */
  | 'USER'
  /** May manage accounts and every task. */
  | 'ADMIN';

export type Query = {
  __typename?: 'Query';
  /** The caller's live sessions, newest first. */
  sessions: Array<Session>;
  /** The caller's passkeys, oldest first. */
  passkeys: Array<Passkey>;
  /**
   * RFC 7662 in GraphQL: is this access token good right now, and what does it say? Asks the store, so an
   * ended session or a disabled account shows at once. Anything that is not a good token is just inactive.
   */
  introspectToken: TokenIntrospection;
  /**
   * All that is held about the caller (GDPR, art. 15 and 20), in one operation: select every field here, in `user`
   * the profile and the tasks it owns, and beside it `tasks`, which has those that it is assigned, too. Lists of more
   * than 100 go on with `after`. RATE_LIMITED when asked for often.
   */
  exportMyData: AccountExport;
  /** Admin: one row a service, with its database's clock and round trip. */
  systemStatus: Array<ServiceStatus>;
  /** Admin: who signed in, failed, was locked, disabled, changed; newest first. `first` is from 1 to 100. */
  auditEvents: AuditEventConnection;
};


export type QueryIntrospectTokenArgs = {
  token: Scalars['String']['input'];
};


export type QueryAuditEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Creates an account and signs it in. BAD_USER_INPUT names the field that is wrong; CONFLICT names the one
   * that is taken. If `email` is taken by an account that has not proven it, a mail with a link for
   * `confirmRegistration` goes to the address, too. Where the setting REGISTRATION_REVEALS_TAKEN is false, the error for
   * good input is CONFIRMATION_REQUIRED, whatever is taken, and a mail goes to the address: with such a link, or with the
   * reason why there is none. The password is checked and not kept then.
   */
  register: AuthPayload;
  /**
   * Creates the account that a mailed link is about, with the password that is chosen here, and signs it in. The address
   * is proven by it; an account that has the address and has not proven it loses it. BAD_USER_INPUT names `token`,
   * which is not good, or not any more, or `password` or `username`, which leaves the link good. CONFLICT names what
   * another account has by now: for `username`, send another one with the same link.
   */
  confirmRegistration: AuthPayload;
  /**
   * Signs in. `identifier` is a username or an e-mail address. INVALID_CREDENTIALS does not say what was wrong.
   * MFA_REQUIRED: the password was right, and the account has a second factor; `extensions.challenge` goes into
   * `loginWithCode` within five minutes, and `extensions.factors` says which codes do: `TOTP`, `RECOVERY_CODE`.
   */
  login: AuthPayload;
  /**
   * Completes a sign-in that was answered with MFA_REQUIRED. INVALID_CREDENTIALS names the field: `code` is wrong or
   * was used before; `challenge` has expired or was used, and the password is asked for again.
   */
  loginWithCode: AuthPayload;
  /**
   * Trades a refresh token for a new pair; the old one is spent. A spent token that comes back ends the whole
   * session (TOKEN_REUSED), unless the same client repeats itself within seconds: it gets the same successor.
   */
  refresh: AuthPayload;
  /** Ends the caller's own session. */
  logout: LogoutPayload;
  /**
   * Ends every session of the caller. REAUTHENTICATION_REQUIRED when the caller's sign-in is longer ago than
   * RECENT_SIGN_IN_SECONDS says (15 minutes): send the password, and a code where there is an authenticator app, or sign
   * in again.
   */
  logoutAll: LogoutPayload;
  /**
   * Ends one of the caller's sessions; an admin may end any user's. REAUTHENTICATION_REQUIRED as for `logoutAll`, but not
   * for the session of the token itself, nor for an admin who ends another user's.
   */
  revokeSession: LogoutPayload;
  /** Needs the current password; ends every other session and renews this one's tokens. */
  changePassword: AuthPayload;
  /**
   * For a forgotten password: mails a link with a token for `resetPassword`. `identifier` is a
   * username or an e-mail address. The answer is the same whether there is such an account or not.
   */
  requestPasswordReset: AcceptedPayload;
  /**
   * Sets a new password with the token from the mail, which is good once and for minutes. Ends every session, and
   * begins none: sign in afterwards, with the second factor where there is one. If it is the first proof of the
   * account's address, passkeys and a second factor from before are removed, and a mail says so. BAD_USER_INPUT names
   * `token` or `newPassword`; a password that is refused leaves the token good.
   */
  resetPassword: ResetPasswordPayload;
  /**
   * Mails a link with a token for `verifyEmail` to the caller's own address, unless that is proven already. CONFLICT when
   * the account has none: another account has proven it.
   */
  requestEmailVerification: AcceptedPayload;
  /**
   * Proves an e-mail address with the token from the mail. The caller must be signed in to the account that has the
   * address or is to have it (UNAUTHENTICATED; the token stays good): the account may have been opened by a stranger. A
   * new address (`changeEmail`) takes the old one's place now. The first proof ends the account's other sessions and the
   * links that were mailed before. BAD_USER_INPUT names `token`; CONFLICT: another account has proven the address by now.
   */
  verifyEmail: VerifyEmailPayload;
  /**
   * Needs the current password, and a code where there is a second factor. Mails a link with a token for `verifyEmail`
   * to the new address, and a notice to the old one if that is proven; it stays until then. Whether the new address is
   * taken is told to its reader only.
   */
  changeEmail: AcceptedPayload;
  /**
   * Begins a sign-in by passkey: answers what the page hands to `navigator.credentials.get`. NOT_FOUND where passkeys
   * are not set up.
   */
  beginPasskeyLogin: PasskeyOptions;
  /**
   * Signs in with what the browser has answered. A passkey is two factors in one: no code is asked for.
   * INVALID_CREDENTIALS: begin again.
   */
  loginWithPasskey: AuthPayload;
  /**
   * Begins to add a passkey: returns what the page hands to `navigator.credentials.create`. Needs the current
   * password, and a code where there is an authenticator app. EMAIL_NOT_VERIFIED until the account's address is proven.
   * CONFLICT when there are ten.
   */
  beginPasskeyRegistration: PasskeyOptions;
  /** Adds the passkey that the browser has made; ends every other session. BAD_USER_INPUT names `response`: begin again. */
  finishPasskeyRegistration: Passkey;
  /** Removes a passkey; ends every other session. */
  removePasskey: RemovePasskeyPayload;
  /**
   * Begins to set up an authenticator app (RFC 6238) as second factor. Needs the current password; asks for nothing
   * until it is confirmed. EMAIL_NOT_VERIFIED until the account's address is proven. CONFLICT when there is one.
   */
  enrolTotp: TotpEnrolment;
  /**
   * Sets up the second factor by a code of the app; ends every other session. The recovery codes are shown this once:
   * each signs in once in place of a code.
   */
  confirmTotp: RecoveryCodesPayload;
  /** Removes the second factor; ends every other session. NOT_FOUND when there is none. */
  disableTotp: User;
  /** Replaces all recovery codes, shown this once; ends every other session. NOT_FOUND when there is no second factor. */
  regenerateRecoveryCodes: RecoveryCodesPayload;
  /** Admin. Removes the second factor and the passkeys of somebody who has lost them; signs them out everywhere. */
  resetSecondFactor: User;
  /**
   * Needs the current password, and a code where there is a second factor. Deletes the caller's account for good: all sessions end, its access tokens are
   * refused, the profile is erased, the tasks that it owns are deleted, and assignments to it are taken back; the
   * last two within seconds. The username and the e-mail address are free again. The audit trail keeps the id. The
   * last enabled admin cannot (FORBIDDEN). Ask for `exportMyData` before.
   */
  deleteAccount: DeleteAccountPayload;
  /** Admin. Lets the user sign in again. */
  enableUser: User;
  /** Admin. Signs the user out everywhere at once. The last enabled admin cannot be disabled. */
  disableUser: User;
  /** Admin. The last enabled admin cannot lose ADMIN. */
  setUserRoles: User;
  /** Admin: sends one event through the whole path to the broker and says what became of it. */
  publishTestEvent: EventReceipt;
};


export type MutationRegisterArgs = {
  input: RegisterInput;
};


export type MutationConfirmRegistrationArgs = {
  input: ConfirmRegistrationInput;
};


export type MutationLoginArgs = {
  input: LoginInput;
};


export type MutationLoginWithCodeArgs = {
  input: LoginWithCodeInput;
};


export type MutationRefreshArgs = {
  input: RefreshInput;
};


export type MutationLogoutAllArgs = {
  currentPassword?: InputMaybe<Scalars['String']['input']>;
  code?: InputMaybe<Scalars['String']['input']>;
};


export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
  currentPassword?: InputMaybe<Scalars['String']['input']>;
  code?: InputMaybe<Scalars['String']['input']>;
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationRequestPasswordResetArgs = {
  input: RequestPasswordResetInput;
};


export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


export type MutationVerifyEmailArgs = {
  input: VerifyEmailInput;
};


export type MutationChangeEmailArgs = {
  input: ChangeEmailInput;
};


export type MutationLoginWithPasskeyArgs = {
  input: LoginWithPasskeyInput;
};


export type MutationBeginPasskeyRegistrationArgs = {
  input: BeginPasskeyRegistrationInput;
};


export type MutationFinishPasskeyRegistrationArgs = {
  input: FinishPasskeyRegistrationInput;
};


export type MutationRemovePasskeyArgs = {
  input: RemovePasskeyInput;
};


export type MutationEnrolTotpArgs = {
  input: EnrolTotpInput;
};


export type MutationConfirmTotpArgs = {
  input: ConfirmTotpInput;
};


export type MutationDisableTotpArgs = {
  input: SecondFactorInput;
};


export type MutationRegenerateRecoveryCodesArgs = {
  input: SecondFactorInput;
};


export type MutationResetSecondFactorArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteAccountArgs = {
  input: DeleteAccountInput;
};


export type MutationEnableUserArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDisableUserArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetUserRolesArgs = {
  id: Scalars['ID']['input'];
  roles: Array<Role>;
};


export type MutationPublishTestEventArgs = {
  message: Scalars['String']['input'];
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** Never changes. */
  id: Scalars['ID']['output'];
  /** As its owner typed it; unique without regard to case. */
  username: Scalars['String']['output'];
  /** Only the user itself and admins. Null once another account has proven the address, which this one never had. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Has the owner shown that mail to this address reaches them? Only the user itself and admins. */
  emailVerified?: Maybe<Scalars['Boolean']['output']>;
  roles: Array<Role>;
  /** False once an admin has disabled the account. */
  enabled: Scalars['Boolean']['output'];
  /** Only the user itself and admins. */
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** Only the user itself and admins. True once an authenticator app has been confirmed. */
  secondFactorEnabled?: Maybe<Scalars['Boolean']['output']>;
};

/** One sign-in on one device, kept alive by refreshing. */
export type Session = {
  __typename?: 'Session';
  id: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** When it was last refreshed. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** When it ends if it is not refreshed before. */
  expiresAt: Scalars['DateTime']['output'];
  userAgent?: Maybe<Scalars['String']['output']>;
  ipAddress?: Maybe<Scalars['String']['output']>;
  /** Is this the session of the token that asks? */
  current: Scalars['Boolean']['output'];
};

/** A fresh pair of tokens (RFC 6750) and whom they are for. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** A JSON Web Token as RFC 9068 has it. Send it as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** Opaque; good for one `refresh`. Empty where refresh tokens travel in a cookie (setting REFRESH_COOKIE). */
  refreshToken: Scalars['String']['output'];
  /** Always Bearer. */
  tokenType: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  user: User;
};

/** A key on one device, or on several of one owner, that signs in (WebAuthn Level 3). */
export type Passkey = {
  __typename?: 'Passkey';
  id: Scalars['ID']['output'];
  /** As its owner calls it. */
  name: Scalars['String']['output'];
  /** True when it may live on several devices. */
  synced: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What a page asks the browser with. */
export type PasskeyOptions = {
  __typename?: 'PasskeyOptions';
  /**
   * JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; good for five
   * minutes, once.
   */
  options: Scalars['String']['output'];
};

export type RemovePasskeyPayload = {
  __typename?: 'RemovePasskeyPayload';
  id: Scalars['ID']['output'];
};

/** A second factor that is not confirmed yet; shown this once. */
export type TotpEnrolment = {
  __typename?: 'TotpEnrolment';
  /** In base32, for typing. */
  secret: Scalars['String']['output'];
  /** An otpauth: URI, for a QR code. */
  uri: Scalars['String']['output'];
};

export type RecoveryCodesPayload = {
  __typename?: 'RecoveryCodesPayload';
  /** Ten; to be kept where the phone is not. */
  recoveryCodes: Array<Scalars['String']['output']>;
};

export type LogoutPayload = {
  __typename?: 'LogoutPayload';
  /** How many live sessions were ended. */
  revokedSessions: Scalars['Int']['output'];
};

/** The request is taken in; what becomes of it comes by mail, if at all. */
export type AcceptedPayload = {
  __typename?: 'AcceptedPayload';
  /** Always true. */
  accepted: Scalars['Boolean']['output'];
};

export type ResetPasswordPayload = {
  __typename?: 'ResetPasswordPayload';
  /** How many live sessions were ended. */
  revokedSessions: Scalars['Int']['output'];
};

export type VerifyEmailPayload = {
  __typename?: 'VerifyEmailPayload';
  /** The address that is proven now. */
  email: Scalars['EmailAddress']['output'];
};

/** What auth holds about the caller, but for what nobody reads back: hashes and sealed secrets. */
export type AccountExport = {
  __typename?: 'AccountExport';
  exportedAt: Scalars['DateTime']['output'];
  /** When the account was opened. */
  openedAt: Scalars['DateTime']['output'];
  /** When somebody last showed that mail to its address arrives. */
  emailVerifiedAt?: Maybe<Scalars['DateTime']['output']>;
  /** An address that waits to be proven (`changeEmail`). */
  pendingEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /** Every sign-in that is remembered, ended or not, newest first; at most 1,000. */
  sessions: Array<ExportedSession>;
  /** What the audit trail has about this account, newest first. `first`: 1 to 100. */
  activity: AccountActivityConnection;
  /** The account as the graph has it; profile and tasks join it here. */
  user: User;
};


/** What auth holds about the caller, but for what nobody reads back: hashes and sealed secrets. */
export type AccountExportActivityArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type ExportedSession = {
  __typename?: 'ExportedSession';
  id: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
  lastUsedAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** When it was ended before its time. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
  ipAddress?: Maybe<Scalars['String']['output']>;
};

export type AccountActivityConnection = {
  __typename?: 'AccountActivityConnection';
  nodes: Array<AccountActivity>;
  pageInfo: PageInfo;
};

/** One entry of the audit trail, as the account's owner may see it. */
export type AccountActivity = {
  __typename?: 'AccountActivity';
  id: Scalars['ID']['output'];
  time: Scalars['DateTime']['output'];
  /** As `AuditEvent.type` says. */
  type: Scalars['String']['output'];
  outcome: Scalars['String']['output'];
  reason?: Maybe<Scalars['String']['output']>;
  /** Was the account's owner signed in and did it? */
  byOwner: Scalars['Boolean']['output'];
  /** Null where an admin did it: that address is the admin's. */
  ipAddress?: Maybe<Scalars['String']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
};

export type DeleteAccountPayload = {
  __typename?: 'DeleteAccountPayload';
  /** Of the account that is gone; it is never given again. */
  id: Scalars['ID']['output'];
};

/** What RFC 7662 calls the introspection response. All but `active` are null for a token that is not good. */
export type TokenIntrospection = {
  __typename?: 'TokenIntrospection';
  active: Scalars['Boolean']['output'];
  subject?: Maybe<Scalars['ID']['output']>;
  sessionId?: Maybe<Scalars['ID']['output']>;
  username?: Maybe<Scalars['String']['output']>;
  roles?: Maybe<Array<Role>>;
  issuedAt?: Maybe<Scalars['DateTime']['output']>;
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** How one service is doing. */
export type ServiceStatus = {
  __typename?: 'ServiceStatus';
  service: Scalars['String']['output'];
  healthy: Scalars['Boolean']['output'];
  /** The database server's own clock. */
  databaseTime?: Maybe<Scalars['DateTime']['output']>;
  databaseLatencyMs?: Maybe<Scalars['Float']['output']>;
  /** `rabbitmq` or `in-process`. */
  eventTransport?: Maybe<Scalars['String']['output']>;
  /** Do its events leave, and does it get those of the others? A connection alone does not count: beats must come through. */
  eventsConnected?: Maybe<Scalars['Boolean']['output']>;
  /** Since when it has got the events of the others without a gap; null while it may miss some. */
  eventsServedSince?: Maybe<Scalars['DateTime']['output']>;
  /** When a beat last came through each of its queues; null before the first, and without a broker. */
  lastBeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** Documents with events that are not published yet. */
  eventsWaiting?: Maybe<Scalars['Int']['output']>;
  /** Age of the oldest of them, in seconds; null when there is none. */
  oldestEventAgeSeconds?: Maybe<Scalars['Float']['output']>;
  /** What is wrong, when something is. */
  detail?: Maybe<Scalars['String']['output']>;
};

/**
 * One entry of the audit trail: who did what to whom, when, from where, and how it ended. Entries are only ever added,
 * and go after the time that AUDIT_RETENTION_DAYS sets.
 */
export type AuditEvent = {
  __typename?: 'AuditEvent';
  id: Scalars['ID']['output'];
  time: Scalars['DateTime']['output'];
  /**
   * `user.registered`, `user.imported`, `user.enabled`, `user.disabled`, `user.deleted`, `roles.changed`;
   * `sign-in`, `sign-in.limited` (too many attempts), `sign-out`, `session.revoked`, `refresh.reused` (a spent
   * refresh token came back, and the session was ended); `password.changed`, `password.reset-requested`,
   * `password.reset`; `email.verified`, `email.changed`, `email.released` (another account has proven it);
   * `mail.limited` (mails to one recipient begin to wait); `data.exported`; `factor.asked` (the password was right,
   * and a code is awaited), `factor.enrolled`, `factor.removed`, `factor.reset` (by an admin), `factor.limited` (too
   * many codes), `recovery-codes.renewed`, `passkey.added`, `passkey.removed`; `keys.rotated`; `admin.denied` (somebody who is no admin called what is
   * an admin's).
   */
  type: Scalars['String']['output'];
  /** Who did it; null when nobody was signed in, an operator did it by a command, or the account is gone. */
  actor?: Maybe<User>;
  /** To whom it was done; null when that is nobody, or the account is gone. */
  subject?: Maybe<User>;
  /** As the gateway saw it. */
  ipAddress?: Maybe<Scalars['String']['output']>;
  /** As the client says, cut to 256 characters; for a command, its name. */
  userAgent?: Maybe<Scalars['String']['output']>;
  /** `success`, `failure`, `denied`; `unknown` when the service stopped in the middle of it. */
  outcome: Scalars['String']['output'];
  /** A fixed word that says more, e.g. `wrong password`, the roles that were given, or the code of the error. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The id of the request, as the answer's `x-request-id` and the logs have it. */
  requestId?: Maybe<Scalars['String']['output']>;
};

export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  edges: Array<AuditEventEdge>;
  nodes: Array<AuditEvent>;
  pageInfo: PageInfo;
};

export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  cursor: Scalars['String']['output'];
  node: AuditEvent;
};

/** Where a page ends, as the Relay cursor connections specification has it. */
export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  /** Pass it as `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Entries for which all that is given holds. */
export type AuditFilter = {
  /** As in `AuditEvent.type`. */
  type?: InputMaybe<Scalars['String']['input']>;
  subjectId?: InputMaybe<Scalars['ID']['input']>;
  actorId?: InputMaybe<Scalars['ID']['input']>;
};

/** What became of an event. */
export type EventReceipt = {
  __typename?: 'EventReceipt';
  id: Scalars['ID']['output'];
  type: Scalars['String']['output'];
  /** `rabbitmq` or `in-process`. */
  transport: Scalars['String']['output'];
  /**
   * True once the broker has confirmed and routed it. False when that took longer than five seconds: the event
   * then waits in the outbox and goes out as soon as it can.
   */
  confirmed: Scalars['Boolean']['output'];
};

/** 3 to 32 of a-z, 0-9, `_`, `-`, `.`; unique without regard to case. Passwords: 12 to 256 characters, not a common one. */
export type RegisterInput = {
  username: Scalars['String']['input'];
  email: Scalars['EmailAddress']['input'];
  password: Scalars['String']['input'];
  /** 1 to 100 characters after trimming; the username when left out. */
  displayName?: InputMaybe<Scalars['String']['input']>;
};

export type ConfirmRegistrationInput = {
  /** From the mailed link. */
  token: Scalars['String']['input'];
  /** Always needed. 12 to 256 characters, not a common one. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** In place of the one that was asked for. */
  username?: InputMaybe<Scalars['String']['input']>;
};

export type LoginInput = {
  identifier: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type LoginWithCodeInput = {
  /** `extensions.challenge` of MFA_REQUIRED. */
  challenge: Scalars['String']['input'];
  /** Six digits of the authenticator app, or a recovery code. */
  code: Scalars['String']['input'];
};

export type LoginWithPasskeyInput = {
  /** The credential that `navigator.credentials.get` answers, as JSON (`JSON.stringify(credential.toJSON())`). */
  response: Scalars['String']['input'];
};

export type BeginPasskeyRegistrationInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits of the authenticator app, or a recovery code; where there is one. */
  code?: InputMaybe<Scalars['String']['input']>;
};

export type FinishPasskeyRegistrationInput = {
  /** The credential that `navigator.credentials.create` answers, as JSON. */
  response: Scalars['String']['input'];
  /** 1 to 100 characters after trimming. */
  name?: InputMaybe<Scalars['String']['input']>;
};

export type RemovePasskeyInput = {
  id: Scalars['ID']['input'];
  currentPassword: Scalars['String']['input'];
  /** Six digits of the authenticator app, or a recovery code; where there is one. */
  code?: InputMaybe<Scalars['String']['input']>;
};

export type EnrolTotpInput = {
  currentPassword: Scalars['String']['input'];
};

export type ConfirmTotpInput = {
  /** Six digits of the authenticator app. */
  code: Scalars['String']['input'];
};

export type SecondFactorInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits of the authenticator app, or a recovery code. */
  code: Scalars['String']['input'];
};

export type RefreshInput = {
  /** Empty where refresh tokens travel in a cookie: the cookie is the token then. */
  refreshToken: Scalars['String']['input'];
};

export type ChangePasswordInput = {
  currentPassword: Scalars['String']['input'];
  /** 12 to 256 characters, not a common one. */
  newPassword: Scalars['String']['input'];
};

export type RequestPasswordResetInput = {
  /** A username or an e-mail address. */
  identifier: Scalars['String']['input'];
};

export type ResetPasswordInput = {
  /** What follows `#token=` in the link. */
  token: Scalars['String']['input'];
  /** 12 to 256 characters, not a common one. */
  newPassword: Scalars['String']['input'];
};

export type VerifyEmailInput = {
  /** What follows `#token=` in the link. */
  token: Scalars['String']['input'];
};

export type ChangeEmailInput = {
  currentPassword: Scalars['String']['input'];
  /** Where the account has a second factor: a code of it, or a recovery code. */
  code?: InputMaybe<Scalars['String']['input']>;
  newEmail: Scalars['EmailAddress']['input'];
};

export type DeleteAccountInput = {
  currentPassword: Scalars['String']['input'];
  /** Where the account has a second factor: a code of it, or a recovery code. */
  code?: InputMaybe<Scalars['String']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  Role: Role;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  User: ResolverTypeWrapper<PublicAccount>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Session: ResolverTypeWrapper<SessionView>;
  AuthPayload: ResolverTypeWrapper<IssuedTokens>;
  Passkey: ResolverTypeWrapper<PasskeyView>;
  PasskeyOptions: ResolverTypeWrapper<PasskeyOptions>;
  RemovePasskeyPayload: ResolverTypeWrapper<RemovePasskeyPayload>;
  TotpEnrolment: ResolverTypeWrapper<TotpEnrolment>;
  RecoveryCodesPayload: ResolverTypeWrapper<RecoveryCodesPayload>;
  LogoutPayload: ResolverTypeWrapper<LogoutPayload>;
  AcceptedPayload: ResolverTypeWrapper<AcceptedPayload>;
  ResetPasswordPayload: ResolverTypeWrapper<ResetPasswordPayload>;
  VerifyEmailPayload: ResolverTypeWrapper<VerifyEmailPayload>;
  AccountExport: ResolverTypeWrapper<ExportedAccount>;
  ExportedSession: ResolverTypeWrapper<ExportedSession>;
  AccountActivityConnection: ResolverTypeWrapper<AccountActivityConnection>;
  AccountActivity: ResolverTypeWrapper<AccountActivity>;
  DeleteAccountPayload: ResolverTypeWrapper<DeleteAccountPayload>;
  TokenIntrospection: ResolverTypeWrapper<TokenIntrospection>;
  ServiceStatus: ResolverTypeWrapper<ServiceStatus>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AuditEvent: ResolverTypeWrapper<AuditEventView>;
  AuditEventConnection: ResolverTypeWrapper<AuditPage>;
  AuditEventEdge: ResolverTypeWrapper<AuditEdge>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  AuditFilter: AuditFilter;
  EventReceipt: ResolverTypeWrapper<EventReceipt>;
  RegisterInput: RegisterInput;
  ConfirmRegistrationInput: ConfirmRegistrationInput;
  LoginInput: LoginInput;
  LoginWithCodeInput: LoginWithCodeInput;
  LoginWithPasskeyInput: LoginWithPasskeyInput;
  BeginPasskeyRegistrationInput: BeginPasskeyRegistrationInput;
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  RemovePasskeyInput: RemovePasskeyInput;
  EnrolTotpInput: EnrolTotpInput;
  ConfirmTotpInput: ConfirmTotpInput;
  SecondFactorInput: SecondFactorInput;
  RefreshInput: RefreshInput;
  ChangePasswordInput: ChangePasswordInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  ResetPasswordInput: ResetPasswordInput;
  VerifyEmailInput: VerifyEmailInput;
  ChangeEmailInput: ChangeEmailInput;
  DeleteAccountInput: DeleteAccountInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  Query: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  User: PublicAccount;
  Boolean: Scalars['Boolean']['output'];
  Session: SessionView;
  AuthPayload: IssuedTokens;
  Passkey: PasskeyView;
  PasskeyOptions: PasskeyOptions;
  RemovePasskeyPayload: RemovePasskeyPayload;
  TotpEnrolment: TotpEnrolment;
  RecoveryCodesPayload: RecoveryCodesPayload;
  LogoutPayload: LogoutPayload;
  AcceptedPayload: AcceptedPayload;
  ResetPasswordPayload: ResetPasswordPayload;
  VerifyEmailPayload: VerifyEmailPayload;
  AccountExport: ExportedAccount;
  ExportedSession: ExportedSession;
  AccountActivityConnection: AccountActivityConnection;
  AccountActivity: AccountActivity;
  DeleteAccountPayload: DeleteAccountPayload;
  TokenIntrospection: TokenIntrospection;
  ServiceStatus: ServiceStatus;
  Float: Scalars['Float']['output'];
  AuditEvent: AuditEventView;
  AuditEventConnection: AuditPage;
  AuditEventEdge: AuditEdge;
  PageInfo: PageInfo;
  AuditFilter: AuditFilter;
  EventReceipt: EventReceipt;
  RegisterInput: RegisterInput;
  ConfirmRegistrationInput: ConfirmRegistrationInput;
  LoginInput: LoginInput;
  LoginWithCodeInput: LoginWithCodeInput;
  LoginWithPasskeyInput: LoginWithPasskeyInput;
  BeginPasskeyRegistrationInput: BeginPasskeyRegistrationInput;
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  RemovePasskeyInput: RemovePasskeyInput;
  EnrolTotpInput: EnrolTotpInput;
  ConfirmTotpInput: ConfirmTotpInput;
  SecondFactorInput: SecondFactorInput;
  RefreshInput: RefreshInput;
  ChangePasswordInput: ChangePasswordInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  ResetPasswordInput: ResetPasswordInput;
  VerifyEmailInput: VerifyEmailInput;
  ChangeEmailInput: ChangeEmailInput;
  DeleteAccountInput: DeleteAccountInput;
};

export type SignsInDirectiveArgs = { };

export type SignsInDirectiveResolver<Result, Parent, ContextType = AuthContext, Args = SignsInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type QueryResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  sessions?: Resolver<Array<ResolversTypes['Session']>, ParentType, ContextType>;
  passkeys?: Resolver<Array<ResolversTypes['Passkey']>, ParentType, ContextType>;
  introspectToken?: Resolver<ResolversTypes['TokenIntrospection'], ParentType, ContextType, RequireFields<QueryIntrospectTokenArgs, 'token'>>;
  exportMyData?: Resolver<ResolversTypes['AccountExport'], ParentType, ContextType>;
  systemStatus?: Resolver<Array<ResolversTypes['ServiceStatus']>, ParentType, ContextType>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  register?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  confirmRegistration?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationConfirmRegistrationArgs, 'input'>>;
  login?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  loginWithCode?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationLoginWithCodeArgs, 'input'>>;
  refresh?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationRefreshArgs, 'input'>>;
  logout?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType>;
  logoutAll?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType, Partial<MutationLogoutAllArgs>>;
  revokeSession?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  changePassword?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  requestPasswordReset?: Resolver<ResolversTypes['AcceptedPayload'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'input'>>;
  resetPassword?: Resolver<ResolversTypes['ResetPasswordPayload'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  requestEmailVerification?: Resolver<ResolversTypes['AcceptedPayload'], ParentType, ContextType>;
  verifyEmail?: Resolver<ResolversTypes['VerifyEmailPayload'], ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'input'>>;
  changeEmail?: Resolver<ResolversTypes['AcceptedPayload'], ParentType, ContextType, RequireFields<MutationChangeEmailArgs, 'input'>>;
  beginPasskeyLogin?: Resolver<ResolversTypes['PasskeyOptions'], ParentType, ContextType>;
  loginWithPasskey?: Resolver<ResolversTypes['AuthPayload'], ParentType, ContextType, RequireFields<MutationLoginWithPasskeyArgs, 'input'>>;
  beginPasskeyRegistration?: Resolver<ResolversTypes['PasskeyOptions'], ParentType, ContextType, RequireFields<MutationBeginPasskeyRegistrationArgs, 'input'>>;
  finishPasskeyRegistration?: Resolver<ResolversTypes['Passkey'], ParentType, ContextType, RequireFields<MutationFinishPasskeyRegistrationArgs, 'input'>>;
  removePasskey?: Resolver<ResolversTypes['RemovePasskeyPayload'], ParentType, ContextType, RequireFields<MutationRemovePasskeyArgs, 'input'>>;
  enrolTotp?: Resolver<ResolversTypes['TotpEnrolment'], ParentType, ContextType, RequireFields<MutationEnrolTotpArgs, 'input'>>;
  confirmTotp?: Resolver<ResolversTypes['RecoveryCodesPayload'], ParentType, ContextType, RequireFields<MutationConfirmTotpArgs, 'input'>>;
  disableTotp?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationDisableTotpArgs, 'input'>>;
  regenerateRecoveryCodes?: Resolver<ResolversTypes['RecoveryCodesPayload'], ParentType, ContextType, RequireFields<MutationRegenerateRecoveryCodesArgs, 'input'>>;
  resetSecondFactor?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationResetSecondFactorArgs, 'id'>>;
  deleteAccount?: Resolver<ResolversTypes['DeleteAccountPayload'], ParentType, ContextType, RequireFields<MutationDeleteAccountArgs, 'input'>>;
  enableUser?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationEnableUserArgs, 'id'>>;
  disableUser?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationDisableUserArgs, 'id'>>;
  setUserRoles?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationSetUserRolesArgs, 'id' | 'roles'>>;
  publishTestEvent?: Resolver<ResolversTypes['EventReceipt'], ParentType, ContextType, RequireFields<MutationPublishTestEventArgs, 'message'>>;
};

export type UserResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  emailVerified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  secondFactorEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type SessionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AuthPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type PasskeyResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['Passkey'] = ResolversParentTypes['Passkey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  synced?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type PasskeyOptionsResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['PasskeyOptions'] = ResolversParentTypes['PasskeyOptions']> = {
  options?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RemovePasskeyPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RemovePasskeyPayload'] = ResolversParentTypes['RemovePasskeyPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TotpEnrolmentResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['TotpEnrolment'] = ResolversParentTypes['TotpEnrolment']> = {
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RecoveryCodesPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['RecoveryCodesPayload'] = ResolversParentTypes['RecoveryCodesPayload']> = {
  recoveryCodes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LogoutPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['LogoutPayload'] = ResolversParentTypes['LogoutPayload']> = {
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AcceptedPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AcceptedPayload'] = ResolversParentTypes['AcceptedPayload']> = {
  accepted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ResetPasswordPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['ResetPasswordPayload'] = ResolversParentTypes['ResetPasswordPayload']> = {
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type VerifyEmailPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['VerifyEmailPayload'] = ResolversParentTypes['VerifyEmailPayload']> = {
  email?: Resolver<ResolversTypes['EmailAddress'], ParentType, ContextType>;
};

export type AccountExportResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AccountExport'] = ResolversParentTypes['AccountExport']> = {
  exportedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  emailVerifiedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  pendingEmail?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  sessions?: Resolver<Array<ResolversTypes['ExportedSession']>, ParentType, ContextType>;
  activity?: Resolver<ResolversTypes['AccountActivityConnection'], ParentType, ContextType, RequireFields<AccountExportActivityArgs, 'first'>>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ExportedSessionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['ExportedSession'] = ResolversParentTypes['ExportedSession']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AccountActivityConnectionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AccountActivityConnection'] = ResolversParentTypes['AccountActivityConnection']> = {
  nodes?: Resolver<Array<ResolversTypes['AccountActivity']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccountActivityResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AccountActivity'] = ResolversParentTypes['AccountActivity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  byOwner?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeleteAccountPayloadResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['DeleteAccountPayload'] = ResolversParentTypes['DeleteAccountPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TokenIntrospectionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['TokenIntrospection'] = ResolversParentTypes['TokenIntrospection']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Maybe<Array<ResolversTypes['Role']>>, ParentType, ContextType>;
  issuedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ServiceStatusResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['ServiceStatus'] = ResolversParentTypes['ServiceStatus']> = {
  service?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  healthy?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  databaseTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  databaseLatencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  eventTransport?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventsConnected?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  eventsServedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastBeatAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  eventsWaiting?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  oldestEventAgeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EventReceiptResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['EventReceipt'] = ResolversParentTypes['EventReceipt']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  transport?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  confirmed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type Resolvers<ContextType = AuthContext> = {
  DateTime?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  Passkey?: PasskeyResolvers<ContextType>;
  PasskeyOptions?: PasskeyOptionsResolvers<ContextType>;
  RemovePasskeyPayload?: RemovePasskeyPayloadResolvers<ContextType>;
  TotpEnrolment?: TotpEnrolmentResolvers<ContextType>;
  RecoveryCodesPayload?: RecoveryCodesPayloadResolvers<ContextType>;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  AcceptedPayload?: AcceptedPayloadResolvers<ContextType>;
  ResetPasswordPayload?: ResetPasswordPayloadResolvers<ContextType>;
  VerifyEmailPayload?: VerifyEmailPayloadResolvers<ContextType>;
  AccountExport?: AccountExportResolvers<ContextType>;
  ExportedSession?: ExportedSessionResolvers<ContextType>;
  AccountActivityConnection?: AccountActivityConnectionResolvers<ContextType>;
  AccountActivity?: AccountActivityResolvers<ContextType>;
  DeleteAccountPayload?: DeleteAccountPayloadResolvers<ContextType>;
  TokenIntrospection?: TokenIntrospectionResolvers<ContextType>;
  ServiceStatus?: ServiceStatusResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  EventReceipt?: EventReceiptResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = AuthContext> = {
  signsIn?: SignsInDirectiveResolver<any, any, ContextType>;
};
