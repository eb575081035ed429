/** The entry of @gatehouse/client: the whole public API, apart from the hooks in ./react. */

export {
  createGatehouseClient,
  type GatehouseClient,
  type GatehouseClientOptions,
} from "./create-client.js";
export type {
  BadUserInput,
  Cancelled,
  Conflict,
  FieldFault,
  GatehouseError,
  InvalidCredentials,
  MfaRequired,
  NetworkFailure,
  PasskeyUnsupported,
  RateLimited,
  ServiceUnavailable,
} from "./errors.js";
export { deleteAccount } from "./flows/delete-account.js";
export { changeEmail, type EmailVerified, requestEmailVerification, verifyEmail } from "./flows/email.js";
export {
  addPasskey,
  type Passkey,
  type PasskeyAdded,
  removePasskey,
  signInWithPasskey,
} from "./flows/passkeys.js";
export { changePassword, requestPasswordReset, resetPassword } from "./flows/passwords.js";
export {
  type ConfirmationNeeded,
  confirmRegistration,
  readMailedToken,
  register,
} from "./flows/register.js";
export type { Done, Failed, SignedIn, Viewer } from "./flows/result.js";
export {
  type RecoveryCodes,
  removeTotp,
  replaceRecoveryCodes,
  setUpTotp,
  type TotpBegun,
} from "./flows/second-factor.js";
export { endAllSessions, endSession, type Reauthentication } from "./flows/sessions.js";
export { type CodeNeeded, login, loginWithCode } from "./flows/sign-in.js";
export { type SignedOut, signOut } from "./flows/sign-out.js";
export { possibleTypes, typePolicies } from "./generated/cache-config.js";
export type { ErrorCode } from "./generated/error-codes.js";
export { passkeysQuery, sessionsQuery, viewerQuery } from "./generated/operations.js";
export type { OperationNaming } from "./links/name-operations.js";
export type { RetryOptions } from "./links/retry-queries.js";
export {
  type CeremonyOptions,
  supportsPasskeyAutofill,
  supportsPasskeys,
} from "./passkeys/run-ceremony.js";
export { isGatehouseError, nameOfField, readError, readErrors, readFieldErrors } from "./read-error.js";
export { type CalendarDate, type DateTime, isCalendarDate, toCalendarDate } from "./scalars.js";
export type { TokenStorage } from "./session/refresh-token-store.js";
export type { GatehouseSession } from "./session/session.js";
export type {
  SessionState,
  SignedInSession,
  SignedOutSession,
  SignOutReason,
  UnknownSession,
} from "./session/session-state.js";
