/* Generated from schema/auth.graphql by `npm run generate`; not to be edited. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { User as UserRecord, AuditEventEdge as AuditEventEdgeRecord, AuditEvent as AuditEventRecord, AuditEventConnection as AuditEventConnectionRecord, Passkey as PasskeyRecord, AccountExport as AccountExportRecord, AuthPayload as AuthPayloadRecord, Session as SessionRecord } from '../../subgraphs/auth/records.js';
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
  /** An instant in UTC, in the form of RFC 3339: `2026-11-21T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** An e-mail address (RFC 5321) of at most 254 characters. Addresses that differ only in case are equal. */
  EmailAddress: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** A role, which grants rights to an account. */
export type Role =
  /** Every account has it. */
  | 'USER'
  /** Manages all accounts and all tasks. */
  | 'ADMIN';

export type Query = {
  __typename?: 'Query';
  /** The caller's active sessions, newest first. */
  sessions: Array<Session>;
  /** For admins. The active sessions of a user, newest first; end one by `revokeSession`. NOT_FOUND if there is no such user. */
  userSessions: Array<Session>;
  /** The caller's passkeys, oldest first. */
  passkeys: Array<Passkey>;
  /**
   * Tells whether an access token is active now, and what it says (RFC 7662). It reads the database, so an ended session or a
   * disabled account shows at once. Any other text is an inactive token.
   */
  introspectToken: TokenIntrospection;
  /**
   * All data about the caller (GDPR, art. 15 and 20), in one operation: select every field here, the profile in `user`, and
   * `tasks` beside it for the tasks that the caller owns or is assigned to. Use `after` for lists of more than 100 entries.
   * RATE_LIMITED if it is called often.
   */
  exportMyData: AccountExport;
  /** For admins. The status of each service, with the time and the latency of its database. */
  systemStatus: Array<ServiceStatus>;
  /** For admins. The audit trail, newest first: sign-ins, failures, refusals and changes. `first` is from 1 to 100. */
  auditEvents: AuditEventConnection;
};


export type QueryUserSessionsArgs = {
  userId: Scalars['ID']['input'];
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
   * Creates an account and signs it in. BAD_USER_INPUT names the field that is wrong; CONFLICT names the field whose value is
   * taken. If an account has `email` and has not proven it, a mail with a link for `confirmRegistration` is sent to the
   * address as well. If the setting REGISTRATION_REVEALS_TAKEN is false, valid input always returns CONFIRMATION_REQUIRED, and
   * a mail is sent to the address: with a link for `confirmRegistration`, or with the reason for having none. The password is
   * then checked and not stored.
   */
  register: AuthPayload;
  /**
   * Creates the account that a mailed link is for, with the password that is chosen here, and signs it in. This proves the
   * address; an account that has the address and has not proven it loses it. BAD_USER_INPUT names `token` if the link is
   * invalid or expired, or `password` or `username`; the link then stays valid. CONFLICT names the value that another account
   * has now: for `username`, send another one with the same link.
   */
  confirmRegistration: AuthPayload;
  /**
   * Signs in. `identifier` is a username or an e-mail address. INVALID_CREDENTIALS does not say which value is wrong.
   * MFA_REQUIRED: the password is right and the account has a second factor. Send `extensions.challenge` with
   * `loginWithCode` within five minutes; `extensions.factors` lists the codes that are accepted: `TOTP`, `RECOVERY_CODE`.
   */
  login: AuthPayload;
  /**
   * Completes a sign-in that returned MFA_REQUIRED. INVALID_CREDENTIALS names the field: `code` is wrong or was used before;
   * `challenge` has expired or was used, so call `login` again.
   */
  loginWithCode: AuthPayload;
  /**
   * Exchanges a refresh token for a new pair of tokens; each refresh token is good once. A second use ends the session
   * (TOKEN_REUSED), unless the same client repeats the request within seconds: it gets the same successor.
   */
  refresh: AuthPayload;
  /** Ends the session of the caller's token. */
  logout: LogoutPayload;
  /**
   * Ends all sessions of the caller. REAUTHENTICATION_REQUIRED if the sign-in is older than the setting
   * RECENT_SIGN_IN_SECONDS (15 minutes): send the password, and a code if the account has an authenticator app, or sign in
   * again.
   */
  logoutAll: LogoutPayload;
  /**
   * Ends one session of the caller; admins may end any session. REAUTHENTICATION_REQUIRED as for `logoutAll`, except for the
   * session of the caller's token and for an admin who ends a session of another user.
   */
  revokeSession: LogoutPayload;
  /** Changes the password. Needs the current one. Ends all other sessions and returns new tokens for this one. */
  changePassword: AuthPayload;
  /**
   * Mails a link with a token for `resetPassword`. `identifier` is a username or an e-mail address. The response does not
   * depend on whether the account exists.
   */
  requestPasswordReset: AcceptedPayload;
  /**
   * Sets a new password with the token of a mailed link, which is valid once and for minutes. Ends all sessions and begins
   * none: call `login` afterwards, with the second factor if the account has one. If this is the first proof of the
   * account's address, existing passkeys and a second factor are removed, and a mail says so. BAD_USER_INPUT names `token` or
   * `newPassword`; a refused password leaves the token valid.
   */
  resetPassword: ResetPasswordPayload;
  /**
   * Mails a link with a token for `verifyEmail` to the caller's address, unless it is proven already. CONFLICT if the account
   * has no address because another account has proven it.
   */
  requestEmailVerification: AcceptedPayload;
  /**
   * Proves an e-mail address with the token of a mailed link. The caller must be signed in to the account that the link is
   * for, since another person may have registered the address; otherwise the error is UNAUTHENTICATED and the token stays
   * valid. A new address (`changeEmail`) now replaces the old one. The first proof ends the account's other sessions and
   * earlier links. BAD_USER_INPUT names `token`. CONFLICT: another account has proven the address.
   */
  verifyEmail: VerifyEmailPayload;
  /**
   * Begins the change of the e-mail address. Needs the current password, and a code if the account has a second factor. Mails a
   * link with a token for `verifyEmail` to the new address, and a notice to the old one if that is proven. The old address
   * stays until the new one is proven. Only the mail to the new address tells whether it is taken.
   */
  changeEmail: AcceptedPayload;
  /**
   * Begins a sign-in by passkey. Returns the options for `navigator.credentials.get`. NOT_FOUND if this server has no passkeys
   * (setting WEBAUTHN_RP_ID).
   */
  beginPasskeyLogin: PasskeyOptions;
  /**
   * Signs in with the browser's response. A passkey counts as two factors, so no code is needed. After INVALID_CREDENTIALS,
   * begin again.
   */
  loginWithPasskey: AuthPayload;
  /**
   * Begins to add a passkey. Returns the options for `navigator.credentials.create`. Needs the current password, and a code if
   * the account has an authenticator app. EMAIL_NOT_VERIFIED until the account's address is proven. CONFLICT if the account has
   * ten passkeys.
   */
  beginPasskeyRegistration: PasskeyOptions;
  /** Adds the passkey that the browser has created, and ends all other sessions. If BAD_USER_INPUT names `response`, begin again. */
  finishPasskeyRegistration: Passkey;
  /** Removes a passkey, and ends all other sessions. */
  removePasskey: RemovePasskeyPayload;
  /**
   * Begins to set up an authenticator app (RFC 6238) as the second factor. Needs the current password. Sign-ins ask for no code
   * until `confirmTotp`. EMAIL_NOT_VERIFIED until the account's address is proven. CONFLICT if the account has one.
   */
  enrolTotp: TotpEnrolment;
  /**
   * Sets up the second factor with a code of the app, and ends all other sessions. The recovery codes are shown only now; each
   * replaces a code once.
   */
  confirmTotp: RecoveryCodesPayload;
  /** Removes the second factor, and ends all other sessions. NOT_FOUND if there is none. */
  disableTotp: User;
  /** Replaces all recovery codes, which are shown only now, and ends all other sessions. NOT_FOUND if there is no second factor. */
  regenerateRecoveryCodes: RecoveryCodesPayload;
  /** For admins. Removes the second factor and the passkeys of another user who has lost them, and ends all sessions of that user. */
  resetSecondFactor: User;
  /**
   * Deletes the caller's account for good. Needs the current password, and a code if the account has a second factor. All
   * sessions end, access tokens are refused, and the profile is erased; within seconds, tasks that the user owns are deleted
   * and assignments to the user are removed. The username and the e-mail address are free again. The audit trail keeps the id.
   * FORBIDDEN for the last enabled admin. Call `exportMyData` before to keep a copy.
   */
  deleteAccount: DeleteAccountPayload;
  /** For admins. Lets a disabled user sign in again. */
  enableUser: User;
  /** For admins. Disables an account and ends all its sessions at once. FORBIDDEN for the last enabled admin. */
  disableUser: User;
  /** For admins. Sets the roles of a user. The last enabled admin cannot lose ADMIN. */
  setUserRoles: User;
  /** For admins. Sends a test event to the broker and tells whether the broker has confirmed it. */
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
  /** The id; it never changes. */
  id: Scalars['ID']['output'];
  /** The name as its owner entered it; unique, ignoring case. */
  username: Scalars['String']['output'];
  /** Visible to the user itself and to admins. Null if another account has proven the address and this one had not. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** True if the owner has used a link mailed to the address. Visible to the user itself and to admins. */
  emailVerified?: Maybe<Scalars['Boolean']['output']>;
  roles: Array<Role>;
  /** False while the account is disabled by an admin. */
  enabled: Scalars['Boolean']['output'];
  /** Visible to the user itself and to admins. */
  lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** True if an authenticator app is set up. Visible to the user itself and to admins. */
  secondFactorEnabled?: Maybe<Scalars['Boolean']['output']>;
};

/** One sign-in on one client, continued by refreshing. */
export type Session = {
  __typename?: 'Session';
  id: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** The time of the last refresh. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The time at which the session ends unless it is refreshed before. */
  expiresAt: Scalars['DateTime']['output'];
  userAgent?: Maybe<Scalars['String']['output']>;
  ipAddress?: Maybe<Scalars['String']['output']>;
  /** True for the session of the caller's token. */
  current: Scalars['Boolean']['output'];
};

/** A new pair of tokens (RFC 6750), and the user they are for. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** A JSON Web Token (RFC 9068). Send it as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /**
   * An opaque token for one `refresh`. Empty if refresh tokens are sent in a cookie (setting REFRESH_COOKIE). COOKIE_NOT_KEPT,
   * and no session, if the browser would not keep that cookie; the message says why.
   */
  refreshToken: Scalars['String']['output'];
  /** Always Bearer. */
  tokenType: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  user: User;
};

/** A key for signing in (WebAuthn Level 3), on one device of the owner or on several. */
export type Passkey = {
  __typename?: 'Passkey';
  id: Scalars['ID']['output'];
  /** The name that its owner has given it. */
  name: Scalars['String']['output'];
  /** True if the passkey can be on several devices. */
  synced: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The options that a page passes to the browser. */
export type PasskeyOptions = {
  __typename?: 'PasskeyOptions';
  /**
   * JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; valid once, for five
   * minutes.
   */
  options: Scalars['String']['output'];
};

export type RemovePasskeyPayload = {
  __typename?: 'RemovePasskeyPayload';
  id: Scalars['ID']['output'];
};

/** A second factor that is not confirmed yet; it is shown only now. */
export type TotpEnrolment = {
  __typename?: 'TotpEnrolment';
  /** The secret in base32, to enter by hand. */
  secret: Scalars['String']['output'];
  /** The secret as an `otpauth:` URI, for a QR code. */
  uri: Scalars['String']['output'];
};

export type RecoveryCodesPayload = {
  __typename?: 'RecoveryCodesPayload';
  /** Ten codes. The user keeps them apart from the phone. */
  recoveryCodes: Array<Scalars['String']['output']>;
};

export type LogoutPayload = {
  __typename?: 'LogoutPayload';
  /** The number of active sessions that were ended. */
  revokedSessions: Scalars['Int']['output'];
};

/** The request is accepted; the result, if there is one, is sent by mail. */
export type AcceptedPayload = {
  __typename?: 'AcceptedPayload';
  /** Always true. */
  accepted: Scalars['Boolean']['output'];
};

export type ResetPasswordPayload = {
  __typename?: 'ResetPasswordPayload';
  /** The number of active sessions that were ended. */
  revokedSessions: Scalars['Int']['output'];
};

export type VerifyEmailPayload = {
  __typename?: 'VerifyEmailPayload';
  /** The address that is now proven. */
  email: Scalars['EmailAddress']['output'];
};

/** The data that auth holds about the caller, without hashes and encrypted secrets. */
export type AccountExport = {
  __typename?: 'AccountExport';
  exportedAt: Scalars['DateTime']['output'];
  /** The time at which the account was created. */
  openedAt: Scalars['DateTime']['output'];
  /** The time at which the address was last proven. */
  emailVerifiedAt?: Maybe<Scalars['DateTime']['output']>;
  /** A new address that is not proven yet (`changeEmail`). */
  pendingEmail?: Maybe<Scalars['EmailAddress']['output']>;
  /** What the system that the account was imported from calls it. */
  legacyId?: Maybe<Scalars['ID']['output']>;
  /** All stored sessions, active or ended, newest first; at most 1,000. */
  sessions: Array<ExportedSession>;
  /** The entries of the audit trail about this account, newest first. `first` is from 1 to 100. */
  activity: AccountActivityConnection;
  /** The user, with profile and tasks. */
  user: User;
};


/** The data that auth holds about the caller, without hashes and encrypted secrets. */
export type AccountExportActivityArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A stored session, active or ended, as `AccountExport` has it. */
export type ExportedSession = {
  __typename?: 'ExportedSession';
  id: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
  lastUsedAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** The time at which the session was ended before it expired. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
  ipAddress?: Maybe<Scalars['String']['output']>;
};

export type AccountActivityConnection = {
  __typename?: 'AccountActivityConnection';
  edges: Array<AccountActivityEdge>;
  nodes: Array<AccountActivity>;
  pageInfo: PageInfo;
};

export type AccountActivityEdge = {
  __typename?: 'AccountActivityEdge';
  cursor: Scalars['String']['output'];
  node: AccountActivity;
};

/** An entry of the audit trail, as the account's owner may see it. */
export type AccountActivity = {
  __typename?: 'AccountActivity';
  id: Scalars['ID']['output'];
  time: Scalars['DateTime']['output'];
  /** One of the types that `AuditEvent.type` lists. */
  type: Scalars['String']['output'];
  outcome: Scalars['String']['output'];
  reason?: Maybe<Scalars['String']['output']>;
  /** True if the signed-in owner of the account did it. */
  byOwner: Scalars['Boolean']['output'];
  /** Null if an admin did it, since the address is then the admin's. */
  ipAddress?: Maybe<Scalars['String']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
};

export type DeleteAccountPayload = {
  __typename?: 'DeleteAccountPayload';
  /** The id of the deleted account; it is never used again. */
  id: Scalars['ID']['output'];
};

/** The introspection response of RFC 7662. If `active` is false, all other fields are null. */
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

/** The status of one service. */
export type ServiceStatus = {
  __typename?: 'ServiceStatus';
  service: Scalars['String']['output'];
  healthy: Scalars['Boolean']['output'];
  /** The time by the database server's clock. */
  databaseTime?: Maybe<Scalars['DateTime']['output']>;
  databaseLatencyMs?: Maybe<Scalars['Float']['output']>;
  /** `rabbitmq` or `in-process`. */
  eventTransport?: Maybe<Scalars['String']['output']>;
  /** True if the service publishes and receives events. An open connection does not suffice: it must receive beats. */
  eventsConnected?: Maybe<Scalars['Boolean']['output']>;
  /** The time since which the service has received all events; null while it may miss some. */
  eventsServedSince?: Maybe<Scalars['DateTime']['output']>;
  /** The last time by which each queue of the service had received a beat; null before the first, and without a broker. */
  lastBeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** The number of documents with events that are not published yet. */
  eventsWaiting?: Maybe<Scalars['Int']['output']>;
  /** The age of the oldest event that is not published yet, in seconds; null if there is none. */
  oldestEventAgeSeconds?: Maybe<Scalars['Float']['output']>;
  /** The fault, if there is one. */
  detail?: Maybe<Scalars['String']['output']>;
};

/**
 * An entry of the audit trail: actor, subject, type, time, client and outcome. Entries are only added; each is removed after
 * the time that the setting AUDIT_RETENTION_DAYS gives.
 */
export type AuditEvent = {
  __typename?: 'AuditEvent';
  id: Scalars['ID']['output'];
  time: Scalars['DateTime']['output'];
  /**
   * `user.registered`, `user.imported`, `user.enabled`, `user.disabled`, `user.deleted`, `roles.changed`;
   * `sign-in`, `sign-in.limited` (too many attempts), `sign-out`, `session.revoked`, `refresh.reused` (a refresh
   * token was used again, and the session was ended), `legacy-token.accepted` (the first use of a token of the old services);
   * `password.changed`, `password.reset-requested`, `password.reset`; `email.verified`, `email.changed`, `email.released` (another account has proven it);
   * `mail.limited` (mails to one recipient are delayed); `data.exported`; `factor.asked` (the password was right,
   * and a code is needed), `factor.enrolled`, `factor.removed`, `factor.reset` (by an admin), `factor.limited` (too
   * many codes), `recovery-codes.renewed`, `passkey.added`, `passkey.removed`; `keys.rotated`; `admin.denied`
   * (a caller without the role called a field for admins).
   */
  type: Scalars['String']['output'];
  /** The user who did it. Null if the caller was not signed in, an operator used a command, or the account is deleted. */
  actor?: Maybe<User>;
  /** The user it was done to. Null if there is none, or the account is deleted. */
  subject?: Maybe<User>;
  /**
   * The session that it began (`sign-in`, `legacy-token.accepted`) or ended (`session.revoked`, `refresh.reused`), else the one whose access token the
   * request carried. Null without one, and for entries from before version 0.2.
   */
  sessionId?: Maybe<Scalars['ID']['output']>;
  /** The client's address, as the gateway determined it. */
  ipAddress?: Maybe<Scalars['String']['output']>;
  /** The user agent that the client sent, cut to 256 characters; for a command, its name. */
  userAgent?: Maybe<Scalars['String']['output']>;
  /** `success`, `failure` or `denied`; `unknown` if the service stopped before it was known. */
  outcome: Scalars['String']['output'];
  /** A fixed text with details, such as `wrong password`, the new roles, or the code of the error. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The id of the request, as in the response header `x-request-id` and in the logs. */
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

/** Where a page lies in its list, by the Relay cursor connections specification. Lists are read forwards only. */
export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  /** True if the page begins after a cursor. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** The value of `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Entries for which all given conditions hold. */
export type AuditFilter = {
  /** One of the types that `AuditEvent.type` lists. */
  type?: InputMaybe<Scalars['String']['input']>;
  subjectId?: InputMaybe<Scalars['ID']['input']>;
  actorId?: InputMaybe<Scalars['ID']['input']>;
};

/** The result of publishing an event. */
export type EventReceipt = {
  __typename?: 'EventReceipt';
  id: Scalars['ID']['output'];
  type: Scalars['String']['output'];
  /** `rabbitmq` or `in-process`. */
  transport: Scalars['String']['output'];
  /**
   * True if the broker has confirmed and routed the event. False if that took longer than five seconds: the event then stays
   * in the outbox and is published as soon as possible.
   */
  confirmed: Scalars['Boolean']['output'];
};

/** A username has 3 to 32 letters, digits, `_`, `-` or `.` and is unique, ignoring case. A password has 12 to 256 characters and must be hard to guess. */
export type RegisterInput = {
  username: Scalars['String']['input'];
  email: Scalars['EmailAddress']['input'];
  password: Scalars['String']['input'];
  /** 1 to 100 characters after trimming. The default is the username. */
  displayName?: InputMaybe<Scalars['String']['input']>;
};

export type ConfirmRegistrationInput = {
  /** The text after `#token=` in the mailed link. */
  token: Scalars['String']['input'];
  /** Always needed: 12 to 256 characters, hard to guess. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** A username in place of the one that was sent to `register`. */
  username?: InputMaybe<Scalars['String']['input']>;
};

export type LoginInput = {
  identifier: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type LoginWithCodeInput = {
  /** The value of `extensions.challenge` in the error MFA_REQUIRED. */
  challenge: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code. */
  code: Scalars['String']['input'];
};

export type LoginWithPasskeyInput = {
  /** The credential that `navigator.credentials.get` returns, as JSON: `JSON.stringify(credential.toJSON())`. */
  response: Scalars['String']['input'];
};

export type BeginPasskeyRegistrationInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code; needed if the account has an authenticator app. */
  code?: InputMaybe<Scalars['String']['input']>;
};

export type FinishPasskeyRegistrationInput = {
  /** The credential that `navigator.credentials.create` returns, as JSON: `JSON.stringify(credential.toJSON())`. */
  response: Scalars['String']['input'];
  /** 1 to 100 characters after trimming. */
  name?: InputMaybe<Scalars['String']['input']>;
};

export type RemovePasskeyInput = {
  id: Scalars['ID']['input'];
  currentPassword: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code; needed if the account has an authenticator app. */
  code?: InputMaybe<Scalars['String']['input']>;
};

export type EnrolTotpInput = {
  currentPassword: Scalars['String']['input'];
};

export type ConfirmTotpInput = {
  /** Six digits from the authenticator app. */
  code: Scalars['String']['input'];
};

export type SecondFactorInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code. */
  code: Scalars['String']['input'];
};

export type RefreshInput = {
  /** Empty if refresh tokens are sent in a cookie (setting REFRESH_COOKIE). */
  refreshToken: Scalars['String']['input'];
};

export type ChangePasswordInput = {
  currentPassword: Scalars['String']['input'];
  /** 12 to 256 characters, hard to guess. */
  newPassword: Scalars['String']['input'];
};

export type RequestPasswordResetInput = {
  /** A username or an e-mail address. */
  identifier: Scalars['String']['input'];
};

export type ResetPasswordInput = {
  /** The text after `#token=` in the mailed link. */
  token: Scalars['String']['input'];
  /** 12 to 256 characters, hard to guess. */
  newPassword: Scalars['String']['input'];
};

export type VerifyEmailInput = {
  /** The text after `#token=` in the mailed link. */
  token: Scalars['String']['input'];
};

export type ChangeEmailInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code; needed if the account has a second factor. */
  code?: InputMaybe<Scalars['String']['input']>;
  newEmail: Scalars['EmailAddress']['input'];
};

export type DeleteAccountInput = {
  currentPassword: Scalars['String']['input'];
  /** Six digits from the authenticator app, or a recovery code; needed if the account has a second factor. */
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
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<UserRecord>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Session: ResolverTypeWrapper<SessionRecord>;
  AuthPayload: ResolverTypeWrapper<AuthPayloadRecord>;
  Passkey: ResolverTypeWrapper<PasskeyRecord>;
  PasskeyOptions: ResolverTypeWrapper<PasskeyOptions>;
  RemovePasskeyPayload: ResolverTypeWrapper<RemovePasskeyPayload>;
  TotpEnrolment: ResolverTypeWrapper<TotpEnrolment>;
  RecoveryCodesPayload: ResolverTypeWrapper<RecoveryCodesPayload>;
  LogoutPayload: ResolverTypeWrapper<LogoutPayload>;
  AcceptedPayload: ResolverTypeWrapper<AcceptedPayload>;
  ResetPasswordPayload: ResolverTypeWrapper<ResetPasswordPayload>;
  VerifyEmailPayload: ResolverTypeWrapper<VerifyEmailPayload>;
  AccountExport: ResolverTypeWrapper<AccountExportRecord>;
  ExportedSession: ResolverTypeWrapper<ExportedSession>;
  AccountActivityConnection: ResolverTypeWrapper<AccountActivityConnection>;
  AccountActivityEdge: ResolverTypeWrapper<AccountActivityEdge>;
  AccountActivity: ResolverTypeWrapper<AccountActivity>;
  DeleteAccountPayload: ResolverTypeWrapper<DeleteAccountPayload>;
  TokenIntrospection: ResolverTypeWrapper<TokenIntrospection>;
  ServiceStatus: ResolverTypeWrapper<ServiceStatus>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AuditEvent: ResolverTypeWrapper<AuditEventRecord>;
  AuditEventConnection: ResolverTypeWrapper<AuditEventConnectionRecord>;
  AuditEventEdge: ResolverTypeWrapper<AuditEventEdgeRecord>;
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
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  User: UserRecord;
  Boolean: Scalars['Boolean']['output'];
  Session: SessionRecord;
  AuthPayload: AuthPayloadRecord;
  Passkey: PasskeyRecord;
  PasskeyOptions: PasskeyOptions;
  RemovePasskeyPayload: RemovePasskeyPayload;
  TotpEnrolment: TotpEnrolment;
  RecoveryCodesPayload: RecoveryCodesPayload;
  LogoutPayload: LogoutPayload;
  AcceptedPayload: AcceptedPayload;
  ResetPasswordPayload: ResetPasswordPayload;
  VerifyEmailPayload: VerifyEmailPayload;
  AccountExport: AccountExportRecord;
  ExportedSession: ExportedSession;
  AccountActivityConnection: AccountActivityConnection;
  AccountActivityEdge: AccountActivityEdge;
  AccountActivity: AccountActivity;
  DeleteAccountPayload: DeleteAccountPayload;
  TokenIntrospection: TokenIntrospection;
  ServiceStatus: ServiceStatus;
  Float: Scalars['Float']['output'];
  AuditEvent: AuditEventRecord;
  AuditEventConnection: AuditEventConnectionRecord;
  AuditEventEdge: AuditEventEdgeRecord;
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
  userSessions?: Resolver<Array<ResolversTypes['Session']>, ParentType, ContextType, RequireFields<QueryUserSessionsArgs, 'userId'>>;
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
  legacyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
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
  edges?: Resolver<Array<ResolversTypes['AccountActivityEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AccountActivity']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccountActivityEdgeResolvers<ContextType = AuthContext, ParentType extends ResolversParentTypes['AccountActivityEdge'] = ResolversParentTypes['AccountActivityEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AccountActivity'], ParentType, ContextType>;
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
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
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
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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
  AccountActivityEdge?: AccountActivityEdgeResolvers<ContextType>;
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
