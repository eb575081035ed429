/* Generated from web/account/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A role, which grants rights to an account. */
export type Role =
  /** Every account has it. */
  | 'USER'
  /** Manages all accounts and all tasks. */
  | 'ADMIN';

export type EnrolTotpInput = {
  readonly currentPassword: string;
};

export type ConfirmTotpInput = {
  /** Six digits from the authenticator app. */
  readonly code: string;
};

export type SecondFactorInput = {
  readonly currentPassword: string;
  /** Six digits from the authenticator app, or a recovery code. */
  readonly code: string;
};

export type ChangePasswordInput = {
  readonly currentPassword: string;
  /** 12 to 256 characters, hard to guess. */
  readonly newPassword: string;
};

export type ChangeEmailInput = {
  readonly currentPassword: string;
  /** Six digits from the authenticator app, or a recovery code; needed if the account has a second factor. */
  readonly code?: string | null | undefined;
  readonly newEmail: string;
};

export type DeleteAccountInput = {
  readonly currentPassword: string;
  /** Six digits from the authenticator app, or a recovery code; needed if the account has a second factor. */
  readonly code?: string | null | undefined;
};

/** How far a task is. */
export type TaskStatus =
  | 'TODO'
  | 'IN_PROGRESS'
  | 'DONE';

/** How urgent a task is, from LOW to URGENT. */
export type TaskPriority =
  | 'LOW'
  | 'NORMAL'
  | 'HIGH'
  | 'URGENT';

/** Fields that are left out keep their values. */
export type UpdateUserInput = {
  /** 1 to 100 characters after trimming; null sets it to the username. */
  readonly displayName?: string | null | undefined;
  /** At most 2,000 characters; null or an empty text removes it. */
  readonly bio?: string | null | undefined;
};

export type OwnSessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnSessionsQuery = { readonly sessions: ReadonlyArray<{ readonly __typename: 'Session', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly current: boolean }> };

export type SessionRowFragment = { readonly __typename: 'Session', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly current: boolean };

export type UpdateProfileMutationVariables = Exact<{
  id: string;
  input: UpdateUserInput;
}>;


export type UpdateProfileMutation = { readonly updateUser: { readonly __typename: 'User', readonly id: string, readonly displayName: string, readonly bio: string | null, readonly updatedAt: string } };

export type ExportOwnDataQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportOwnDataQuery = { readonly exportMyData: { readonly __typename: 'AccountExport', readonly exportedAt: string, readonly openedAt: string, readonly emailVerifiedAt: string | null, readonly pendingEmail: string | null, readonly sessions: ReadonlyArray<{ readonly __typename: 'ExportedSession', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly endedAt: string | null, readonly userAgent: string | null, readonly ipAddress: string | null }>, readonly activity: { readonly __typename: 'AccountActivityConnection', readonly nodes: ReadonlyArray<{ readonly __typename: 'AccountActivity', readonly id: string, readonly time: string, readonly type: string, readonly outcome: string, readonly reason: string | null, readonly byOwner: boolean, readonly ipAddress: string | null, readonly userAgent: string | null }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly user: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean | null, readonly displayName: string, readonly bio: string | null, readonly roles: ReadonlyArray<Role>, readonly enabled: boolean, readonly createdAt: string, readonly updatedAt: string, readonly lastLoginAt: string | null, readonly secondFactorEnabled: boolean | null } }, readonly tasks: { readonly __typename: 'TaskConnection', readonly edges: ReadonlyArray<{ readonly __typename: 'TaskEdge', readonly node: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly description: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string }, readonly assignee: { readonly __typename: 'User', readonly id: string } | null } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ExportedTaskFragment = { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly description: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string }, readonly assignee: { readonly __typename: 'User', readonly id: string } | null };

export type ExportMoreActivityQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExportMoreActivityQuery = { readonly exportMyData: { readonly __typename: 'AccountExport', readonly activity: { readonly __typename: 'AccountActivityConnection', readonly nodes: ReadonlyArray<{ readonly __typename: 'AccountActivity', readonly id: string, readonly time: string, readonly type: string, readonly outcome: string, readonly reason: string | null, readonly byOwner: boolean, readonly ipAddress: string | null, readonly userAgent: string | null }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } } };

export type ExportMoreTasksQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExportMoreTasksQuery = { readonly tasks: { readonly __typename: 'TaskConnection', readonly edges: ReadonlyArray<{ readonly __typename: 'TaskEdge', readonly node: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly description: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string }, readonly assignee: { readonly __typename: 'User', readonly id: string } | null } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SendVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type SendVerificationMutation = { readonly requestEmailVerification: { readonly __typename: 'AcceptedPayload', readonly accepted: boolean } };

export type ChangeOwnEmailMutationVariables = Exact<{
  input: ChangeEmailInput;
}>;


export type ChangeOwnEmailMutation = { readonly changeEmail: { readonly __typename: 'AcceptedPayload', readonly accepted: boolean } };

export type BeginAuthenticatorAppMutationVariables = Exact<{
  input: EnrolTotpInput;
}>;


export type BeginAuthenticatorAppMutation = { readonly enrolTotp: { readonly __typename: 'TotpEnrolment', readonly secret: string, readonly uri: string } };

export type ConfirmAuthenticatorAppMutationVariables = Exact<{
  input: ConfirmTotpInput;
}>;


export type ConfirmAuthenticatorAppMutation = { readonly confirmTotp: { readonly __typename: 'RecoveryCodesPayload', readonly recoveryCodes: ReadonlyArray<string> } };

export type RemoveAuthenticatorAppMutationVariables = Exact<{
  input: SecondFactorInput;
}>;


export type RemoveAuthenticatorAppMutation = { readonly disableTotp: { readonly __typename: 'User', readonly id: string, readonly secondFactorEnabled: boolean | null } };

export type RenewRecoveryCodesMutationVariables = Exact<{
  input: SecondFactorInput;
}>;


export type RenewRecoveryCodesMutation = { readonly regenerateRecoveryCodes: { readonly __typename: 'RecoveryCodesPayload', readonly recoveryCodes: ReadonlyArray<string> } };

export type EndSessionMutationVariables = Exact<{
  id: string;
  currentPassword?: string | null | undefined;
  code?: string | null | undefined;
}>;


export type EndSessionMutation = { readonly revokeSession: { readonly __typename: 'LogoutPayload', readonly revokedSessions: number } };

export type EndAllSessionsMutationVariables = Exact<{
  currentPassword?: string | null | undefined;
  code?: string | null | undefined;
}>;


export type EndAllSessionsMutation = { readonly logoutAll: { readonly __typename: 'LogoutPayload', readonly revokedSessions: number } };

export type DeleteOwnAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteOwnAccountMutation = { readonly deleteAccount: { readonly __typename: 'DeleteAccountPayload', readonly id: string } };

export type ChangeOwnPasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangeOwnPasswordMutation = { readonly changePassword: { readonly __typename: 'AuthPayload', readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number } };
export const ownSessionsQuery: TypedDocumentNode<OwnSessionsQuery, OwnSessionsQueryVariables> = gql("query OwnSessions {\n  sessions {\n    ...SessionRow\n    __typename\n  }\n}\n\nfragment SessionRow on Session {\n  id\n  createdAt\n  lastUsedAt\n  expiresAt\n  userAgent\n  ipAddress\n  current\n  __typename\n}");
export const updateProfileMutation: TypedDocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables> = gql("mutation UpdateProfile($id: ID!, $input: UpdateUserInput!) {\n  updateUser(id: $id, input: $input) {\n    id\n    displayName\n    bio\n    updatedAt\n    __typename\n  }\n}");
export const exportOwnDataQuery: TypedDocumentNode<ExportOwnDataQuery, ExportOwnDataQueryVariables> = gql("query ExportOwnData {\n  exportMyData {\n    exportedAt\n    openedAt\n    emailVerifiedAt\n    pendingEmail\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      endedAt\n      userAgent\n      ipAddress\n      __typename\n    }\n    activity(first: 100) {\n      nodes {\n        id\n        time\n        type\n        outcome\n        reason\n        byOwner\n        ipAddress\n        userAgent\n        __typename\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n        __typename\n      }\n      __typename\n    }\n    user {\n      id\n      username\n      email\n      emailVerified\n      displayName\n      bio\n      roles\n      enabled\n      createdAt\n      updatedAt\n      lastLoginAt\n      secondFactorEnabled\n      __typename\n    }\n    __typename\n  }\n  tasks(first: 100) {\n    edges {\n      node {\n        ...ExportedTask\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    __typename\n  }\n}\n\nfragment ExportedTask on Task {\n  id\n  title\n  description\n  status\n  priority\n  dueDate\n  enabled\n  owner {\n    id\n    __typename\n  }\n  assignee {\n    id\n    __typename\n  }\n  version\n  createdAt\n  updatedAt\n  __typename\n}");
export const exportMoreActivityQuery: TypedDocumentNode<ExportMoreActivityQuery, ExportMoreActivityQueryVariables> = gql("query ExportMoreActivity($after: String) {\n  exportMyData {\n    activity(first: 100, after: $after) {\n      nodes {\n        id\n        time\n        type\n        outcome\n        reason\n        byOwner\n        ipAddress\n        userAgent\n        __typename\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n        __typename\n      }\n      __typename\n    }\n    __typename\n  }\n}");
export const exportMoreTasksQuery: TypedDocumentNode<ExportMoreTasksQuery, ExportMoreTasksQueryVariables> = gql("query ExportMoreTasks($after: String) {\n  tasks(first: 100, after: $after) {\n    edges {\n      node {\n        ...ExportedTask\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    __typename\n  }\n}\n\nfragment ExportedTask on Task {\n  id\n  title\n  description\n  status\n  priority\n  dueDate\n  enabled\n  owner {\n    id\n    __typename\n  }\n  assignee {\n    id\n    __typename\n  }\n  version\n  createdAt\n  updatedAt\n  __typename\n}");
export const sendVerificationMutation: TypedDocumentNode<SendVerificationMutation, SendVerificationMutationVariables> = gql("mutation SendVerification {\n  requestEmailVerification {\n    accepted\n    __typename\n  }\n}");
export const changeOwnEmailMutation: TypedDocumentNode<ChangeOwnEmailMutation, ChangeOwnEmailMutationVariables> = gql("mutation ChangeOwnEmail($input: ChangeEmailInput!) {\n  changeEmail(input: $input) {\n    accepted\n    __typename\n  }\n}");
export const beginAuthenticatorAppMutation: TypedDocumentNode<BeginAuthenticatorAppMutation, BeginAuthenticatorAppMutationVariables> = gql("mutation BeginAuthenticatorApp($input: EnrolTotpInput!) {\n  enrolTotp(input: $input) {\n    secret\n    uri\n    __typename\n  }\n}");
export const confirmAuthenticatorAppMutation: TypedDocumentNode<ConfirmAuthenticatorAppMutation, ConfirmAuthenticatorAppMutationVariables> = gql("mutation ConfirmAuthenticatorApp($input: ConfirmTotpInput!) {\n  confirmTotp(input: $input) {\n    recoveryCodes\n    __typename\n  }\n}");
export const removeAuthenticatorAppMutation: TypedDocumentNode<RemoveAuthenticatorAppMutation, RemoveAuthenticatorAppMutationVariables> = gql("mutation RemoveAuthenticatorApp($input: SecondFactorInput!) {\n  disableTotp(input: $input) {\n    id\n    secondFactorEnabled\n    __typename\n  }\n}");
export const renewRecoveryCodesMutation: TypedDocumentNode<RenewRecoveryCodesMutation, RenewRecoveryCodesMutationVariables> = gql("mutation RenewRecoveryCodes($input: SecondFactorInput!) {\n  regenerateRecoveryCodes(input: $input) {\n    recoveryCodes\n    __typename\n  }\n}");
export const endSessionMutation: TypedDocumentNode<EndSessionMutation, EndSessionMutationVariables> = gql("mutation EndSession($id: ID!, $currentPassword: String, $code: String) {\n  revokeSession(id: $id, currentPassword: $currentPassword, code: $code) {\n    revokedSessions\n    __typename\n  }\n}");
export const endAllSessionsMutation: TypedDocumentNode<EndAllSessionsMutation, EndAllSessionsMutationVariables> = gql("mutation EndAllSessions($currentPassword: String, $code: String) {\n  logoutAll(currentPassword: $currentPassword, code: $code) {\n    revokedSessions\n    __typename\n  }\n}");
export const deleteOwnAccountMutation: TypedDocumentNode<DeleteOwnAccountMutation, DeleteOwnAccountMutationVariables> = gql("mutation DeleteOwnAccount($input: DeleteAccountInput!) {\n  deleteAccount(input: $input) {\n    id\n    __typename\n  }\n}");
export const changeOwnPasswordMutation: TypedDocumentNode<ChangeOwnPasswordMutation, ChangeOwnPasswordMutationVariables> = gql("mutation ChangeOwnPassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    accessToken\n    refreshToken\n    expiresIn\n    __typename\n  }\n}");
