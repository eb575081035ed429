/* Generated from web/admin/people/operations.graphql by `npm run generate`; not to be edited. */
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

/** The order of a list: ascending or descending. */
export type SortDirection =
  | 'ASC'
  | 'DESC';

/** Users for which all given conditions hold. */
export type UserFilter = {
  readonly enabled?: boolean | null | undefined;
  readonly role?: Role | null | undefined;
  /** The start of the username, ignoring case. */
  readonly usernamePrefix?: string | null | undefined;
};

/** The order of a list of users. */
export type UserOrder = {
  readonly field?: UserOrderField;
  readonly direction?: SortDirection;
};

/** What users are ordered by. */
export type UserOrderField =
  | 'CREATED_AT'
  | 'USERNAME';

export type PeopleListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: UserFilter | null | undefined;
  orderBy?: UserOrder | null | undefined;
}>;


export type PeopleListQuery = { readonly users: { readonly __typename: 'UserConnection', readonly totalCount: number, readonly totalCountIsExact: boolean, readonly edges: ReadonlyArray<{ readonly __typename: 'UserEdge', readonly cursor: string, readonly node: { readonly __typename: 'User', readonly email: string | null, readonly roles: ReadonlyArray<Role>, readonly enabled: boolean, readonly createdAt: string, readonly lastLoginAt: string | null, readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PersonNameFragment = { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean };

export type PersonRowFragment = { readonly __typename: 'User', readonly email: string | null, readonly roles: ReadonlyArray<Role>, readonly enabled: boolean, readonly createdAt: string, readonly lastLoginAt: string | null, readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean };

export type PersonDetailsQueryVariables = Exact<{
  id: string;
}>;


export type PersonDetailsQuery = { readonly user: { readonly __typename: 'User', readonly emailVerified: boolean | null, readonly secondFactorEnabled: boolean | null, readonly bio: string | null, readonly email: string | null, readonly roles: ReadonlyArray<Role>, readonly enabled: boolean, readonly createdAt: string, readonly lastLoginAt: string | null, readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null };

export type PersonSessionsQueryVariables = Exact<{
  userId: string;
}>;


export type PersonSessionsQuery = { readonly userSessions: ReadonlyArray<{ readonly __typename: 'Session', readonly id: string, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly current: boolean }> };

export type EnablePersonMutationVariables = Exact<{
  id: string;
}>;


export type EnablePersonMutation = { readonly enableUser: { readonly __typename: 'User', readonly id: string, readonly enabled: boolean } };

export type DisablePersonMutationVariables = Exact<{
  id: string;
}>;


export type DisablePersonMutation = { readonly disableUser: { readonly __typename: 'User', readonly id: string, readonly enabled: boolean } };

export type SetPersonRolesMutationVariables = Exact<{
  id: string;
  roles: ReadonlyArray<Role> | Role;
}>;


export type SetPersonRolesMutation = { readonly setUserRoles: { readonly __typename: 'User', readonly id: string, readonly roles: ReadonlyArray<Role> } };

export type EndPersonSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndPersonSessionMutation = { readonly revokeSession: { readonly __typename: 'LogoutPayload', readonly revokedSessions: number } };

export type ResetPersonSecondFactorMutationVariables = Exact<{
  id: string;
}>;


export type ResetPersonSecondFactorMutation = { readonly resetSecondFactor: { readonly __typename: 'User', readonly id: string, readonly secondFactorEnabled: boolean | null } };
export const peopleListQuery: TypedDocumentNode<PeopleListQuery, PeopleListQueryVariables> = gql("query PeopleList($first: Int!, $after: String, $filter: UserFilter, $orderBy: UserOrder) {\n  users(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...PersonRow\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    totalCount\n    totalCountIsExact\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment PersonRow on User {\n  ...PersonName\n  email\n  roles\n  enabled\n  createdAt\n  lastLoginAt\n  __typename\n}");
export const personDetailsQuery: TypedDocumentNode<PersonDetailsQuery, PersonDetailsQueryVariables> = gql("query PersonDetails($id: ID!) {\n  user(id: $id) {\n    ...PersonRow\n    emailVerified\n    secondFactorEnabled\n    bio\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment PersonRow on User {\n  ...PersonName\n  email\n  roles\n  enabled\n  createdAt\n  lastLoginAt\n  __typename\n}");
export const personSessionsQuery: TypedDocumentNode<PersonSessionsQuery, PersonSessionsQueryVariables> = gql("query PersonSessions($userId: ID!) {\n  userSessions(userId: $userId) {\n    id\n    createdAt\n    lastUsedAt\n    expiresAt\n    userAgent\n    ipAddress\n    current\n    __typename\n  }\n}");
export const enablePersonMutation: TypedDocumentNode<EnablePersonMutation, EnablePersonMutationVariables> = gql("mutation EnablePerson($id: ID!) {\n  enableUser(id: $id) {\n    id\n    enabled\n    __typename\n  }\n}");
export const disablePersonMutation: TypedDocumentNode<DisablePersonMutation, DisablePersonMutationVariables> = gql("mutation DisablePerson($id: ID!) {\n  disableUser(id: $id) {\n    id\n    enabled\n    __typename\n  }\n}");
export const setPersonRolesMutation: TypedDocumentNode<SetPersonRolesMutation, SetPersonRolesMutationVariables> = gql("mutation SetPersonRoles($id: ID!, $roles: [Role!]!) {\n  setUserRoles(id: $id, roles: $roles) {\n    id\n    roles\n    __typename\n  }\n}");
export const endPersonSessionMutation: TypedDocumentNode<EndPersonSessionMutation, EndPersonSessionMutationVariables> = gql("mutation EndPersonSession($id: ID!) {\n  revokeSession(id: $id) {\n    revokedSessions\n    __typename\n  }\n}");
export const resetPersonSecondFactorMutation: TypedDocumentNode<ResetPersonSecondFactorMutation, ResetPersonSecondFactorMutationVariables> = gql("mutation ResetPersonSecondFactor($id: ID!) {\n  resetSecondFactor(id: $id) {\n    id\n    secondFactorEnabled\n    __typename\n  }\n}");
