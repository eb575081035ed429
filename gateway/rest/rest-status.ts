/** Chooses the status of a REST response by the code of an error, as a Flask service would. */

const statuses: Readonly<Partial<Record<string, number>>> = {
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  INVALID_CREDENTIALS: 401,
  MFA_REQUIRED: 401,
  TOKEN_REUSED: 401,
  SIGN_IN_FAILED: 401,
  REAUTHENTICATION_REQUIRED: 401,
  FORBIDDEN: 403,
  EMAIL_NOT_VERIFIED: 403,
  OPERATION_NOT_REGISTERED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BODY_LIMIT_EXCEEDED: 413,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
  // The registration is accepted, and goes on by mail.
  CONFIRMATION_REQUIRED: 202,
};

/** Every other error of the catalogue is about the request. A code that subgraphs of others use is a fault. */
export const restStatusOf = (code: string, isKnown: boolean): number =>
  statuses[code] ?? (isKnown ? 400 : 500);

/** Statuses that a route may have besides its own, for its documentation. */
export const errorStatuses = [400, 401, 403, 404, 409, 413, 415, 429, 500, 503] as const;
