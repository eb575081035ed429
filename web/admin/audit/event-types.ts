/** The types of the audit trail, as people say them. A type that is not here is shown as it is. */

/** Each type with its name, in groups. */
export const eventGroups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    "Signing in",
    [
      ["sign-in", "Sign-in"],
      ["sign-in.limited", "Too many sign-ins"],
      ["factor.asked", "Code asked for"],
      ["factor.limited", "Too many codes"],
      ["sign-out", "Sign-out"],
      ["session.revoked", "Session ended"],
      ["refresh.reused", "Token used twice"],
      ["legacy-token.accepted", "Token of an old service"],
    ],
  ],
  [
    "Accounts",
    [
      ["user.registered", "Account created"],
      ["user.imported", "Account imported"],
      ["user.enabled", "Account enabled"],
      ["user.disabled", "Account disabled"],
      ["user.deleted", "Account deleted"],
      ["roles.changed", "Roles changed"],
      ["data.exported", "Data exported"],
    ],
  ],
  [
    "Passwords and addresses",
    [
      ["password.changed", "Password changed"],
      ["password.reset-requested", "Password reset asked for"],
      ["password.reset", "Password reset"],
      ["email.verified", "Address confirmed"],
      ["email.changed", "Address changed"],
      ["email.released", "Address released"],
      ["mail.limited", "Mails delayed"],
    ],
  ],
  [
    "Second factor",
    [
      ["factor.enrolled", "Authenticator app set up"],
      ["factor.removed", "Authenticator app removed"],
      ["factor.reset", "Second factor reset"],
      ["recovery-codes.renewed", "Recovery codes renewed"],
      ["passkey.added", "Passkey added"],
      ["passkey.removed", "Passkey removed"],
    ],
  ],
  [
    "System",
    [
      ["keys.rotated", "Signing keys renewed"],
      ["admin.denied", "Admin's field refused"],
    ],
  ],
];

const names = new Map(eventGroups.flatMap(([, types]) => types));

/** Names a type. */
export const nameEvent = (type: string): string => names.get(type) ?? type;
