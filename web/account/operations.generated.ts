/* Generated from web/account/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ChangePasswordInput = {
  readonly currentPassword: string;
  /** 12 to 256 characters, hard to guess. */
  readonly newPassword: string;
};

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { readonly sessions: ReadonlyArray<{ readonly __typename: 'Session', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly current: boolean }> };

export type SessionRowFragment = { readonly __typename: 'Session', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly current: boolean };

export type RevokeSessionMutationVariables = Exact<{
  id: string;
  currentPassword?: string | null | undefined;
  code?: string | null | undefined;
}>;


export type RevokeSessionMutation = { readonly revokeSession: { readonly __typename: 'LogoutPayload', readonly revokedSessions: number } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { readonly changePassword: { readonly __typename: 'AuthPayload', readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number } };
export const sessionsQuery: TypedDocumentNode<SessionsQuery, SessionsQueryVariables> = gql("query Sessions {\n  sessions {\n    ...SessionRow\n    __typename\n  }\n}\n\nfragment SessionRow on Session {\n  id\n  createdAt\n  lastUsedAt\n  expiresAt\n  userAgent\n  ipAddress\n  current\n  __typename\n}");
export const revokeSessionMutation: TypedDocumentNode<RevokeSessionMutation, RevokeSessionMutationVariables> = gql("mutation RevokeSession($id: ID!, $currentPassword: String, $code: String) {\n  revokeSession(id: $id, currentPassword: $currentPassword, code: $code) {\n    revokedSessions\n    __typename\n  }\n}");
export const changePasswordMutation: TypedDocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables> = gql("mutation ChangePassword($input: ChangePasswordInput!) {\n  changePassword(input: $input) {\n    accessToken\n    refreshToken\n    expiresIn\n    __typename\n  }\n}");
