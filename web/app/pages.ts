/** Every page of the console. Its code is loaded when it is opened; the navigation is in navigation.ts. */
import { route } from "../router/routes.js";
import { addOwnData } from "../session/own-data.js";

// Pages for callers who are not signed in.
route(
  "/sign-in",
  "anonymous",
  () => import("../visitors/sign-in-page.js"),
  ({ SignInPage }) => SignInPage,
);
route(
  "/create-account",
  "anonymous",
  () => import("../visitors/create-account-page.js"),
  ({ CreateAccountPage }) => CreateAccountPage,
);
route(
  "/forgotten-password",
  "anyone",
  () => import("../visitors/forgotten-password-page.js"),
  ({ ForgottenPasswordPage }) => ForgottenPasswordPage,
);

// Pages that mailed links lead to.
route(
  "/reset-password",
  "anyone",
  () => import("../visitors/reset-password-page.js"),
  ({ ResetPasswordPage }) => ResetPasswordPage,
);
route(
  "/verify-email",
  "anyone",
  () => import("../visitors/verify-email-page.js"),
  ({ VerifyEmailPage }) => VerifyEmailPage,
);
route(
  "/confirm-registration",
  "anonymous",
  () => import("../visitors/confirm-registration-page.js"),
  ({ ConfirmRegistrationPage }) => ConfirmRegistrationPage,
);

// Pages of one's own account.
route(
  "/profile",
  "user",
  () => import("../account/profile-page.js"),
  ({ ProfilePage }) => ProfilePage,
);
route(
  "/security",
  "user",
  () => import("../account/security-page.js"),
  ({ SecurityPage }) => SecurityPage,
);

// The work of signed-in users.
route(
  "/tasks",
  "user",
  () => import("../tasks/tasks-page.js"),
  ({ TasksPage }) => TasksPage,
);

// Pages of admins.
route(
  "/people",
  "admin",
  () => import("../admin/people/people-page.js"),
  ({ PeoplePage }) => PeoplePage,
);
route(
  "/people/:id",
  "admin",
  () => import("../admin/people/person-page.js"),
  ({ PersonPage }) => PersonPage,
);
route(
  "/audit-trail",
  "admin",
  () => import("../admin/audit/audit-page.js"),
  ({ AuditPage }) => AuditPage,
);
route(
  "/system",
  "admin",
  () => import("../admin/system/system-page.js"),
  ({ SystemPage }) => SystemPage,
);

addOwnData({
  tasks: async () => (await import("../tasks/collect-tasks.js")).collectTasks(),
});
