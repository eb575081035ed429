/* Generated from web/lists/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type FindPeopleQueryVariables = Exact<{
  prefix: string;
}>;


export type FindPeopleQuery = { readonly users: { readonly __typename: 'UserConnection', readonly edges: ReadonlyArray<{ readonly __typename: 'UserEdge', readonly node: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PersonNameFragment = { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean };

export type PersonByIdQueryVariables = Exact<{
  id: string;
}>;


export type PersonByIdQuery = { readonly user: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null };
export const findPeopleQuery: TypedDocumentNode<FindPeopleQuery, FindPeopleQueryVariables> = gql("query FindPeople($prefix: String!) {\n  users(\n    first: 8\n    filter: {usernamePrefix: $prefix, enabled: true}\n    orderBy: {field: USERNAME, direction: ASC}\n  ) {\n    edges {\n      node {\n        ...PersonName\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}");
export const personByIdQuery: TypedDocumentNode<PersonByIdQuery, PersonByIdQueryVariables> = gql("query PersonById($id: ID!) {\n  user(id: $id) {\n    ...PersonName\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}");
