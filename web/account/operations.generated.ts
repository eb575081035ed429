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

/** Fields that are left out keep their values. */
export type UpdateUserInput = {
  /** 1 to 100 characters after trimming; null sets it to the username. */
  readonly displayName?: string | null | undefined;
  /** At most 2,000 characters; null or an empty text removes it. */
  readonly bio?: string | null | undefined;
};

export type UpdateProfileMutationVariables = Exact<{
  id: string;
  input: UpdateUserInput;
}>;


export type UpdateProfileMutation = { readonly updateUser: { readonly __typename: 'User', readonly id: string, readonly displayName: string, readonly bio: string | null, readonly updatedAt: string } };

export type ExportOwnDataQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportOwnDataQuery = { readonly exportMyData: { readonly __typename: 'AccountExport', readonly exportedAt: string, readonly openedAt: string, readonly emailVerifiedAt: string | null, readonly pendingEmail: string | null, readonly sessions: ReadonlyArray<{ readonly __typename: 'ExportedSession', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly endedAt: string | null, readonly userAgent: string | null, readonly ipAddress: string | null }>, readonly activity: { readonly __typename: 'AccountActivityConnection', readonly nodes: ReadonlyArray<{ readonly __typename: 'AccountActivity', readonly id: string, readonly time: string, readonly type: string, readonly outcome: string, readonly reason: string | null, readonly byOwner: boolean, readonly ipAddress: string | null, readonly userAgent: string | null }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly user: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean | null, readonly displayName: string, readonly bio: string | null, readonly roles: ReadonlyArray<Role>, readonly enabled: boolean, readonly createdAt: string, readonly updatedAt: string, readonly lastLoginAt: string | null, readonly secondFactorEnabled: boolean | null } } };

export type ExportMoreActivityQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExportMoreActivityQuery = { readonly exportMyData: { readonly __typename: 'AccountExport', readonly activity: { readonly __typename: 'AccountActivityConnection', readonly nodes: ReadonlyArray<{ readonly __typename: 'AccountActivity', readonly id: string, readonly time: string, readonly type: string, readonly outcome: string, readonly reason: string | null, readonly byOwner: boolean, readonly ipAddress: string | null, readonly userAgent: string | null }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } } };
export const updateProfileMutation: TypedDocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables> = gql("mutation UpdateProfile($id: ID!, $input: UpdateUserInput!) {\n  updateUser(id: $id, input: $input) {\n    id\n    displayName\n    bio\n    updatedAt\n    __typename\n  }\n}");
export const exportOwnDataQuery: TypedDocumentNode<ExportOwnDataQuery, ExportOwnDataQueryVariables> = gql("query ExportOwnData {\n  exportMyData {\n    exportedAt\n    openedAt\n    emailVerifiedAt\n    pendingEmail\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      endedAt\n      userAgent\n      ipAddress\n      __typename\n    }\n    activity(first: 100) {\n      nodes {\n        id\n        time\n        type\n        outcome\n        reason\n        byOwner\n        ipAddress\n        userAgent\n        __typename\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n        __typename\n      }\n      __typename\n    }\n    user {\n      id\n      username\n      email\n      emailVerified\n      displayName\n      bio\n      roles\n      enabled\n      createdAt\n      updatedAt\n      lastLoginAt\n      secondFactorEnabled\n      __typename\n    }\n    __typename\n  }\n}");
export const exportMoreActivityQuery: TypedDocumentNode<ExportMoreActivityQuery, ExportMoreActivityQueryVariables> = gql("query ExportMoreActivity($after: String) {\n  exportMyData {\n    activity(first: 100, after: $after) {\n      nodes {\n        id\n        time\n        type\n        outcome\n        reason\n        byOwner\n        ipAddress\n        userAgent\n        __typename\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n        __typename\n      }\n      __typename\n    }\n    __typename\n  }\n}");
