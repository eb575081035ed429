/* Generated from web/admin/audit/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Entries for which all given conditions hold. */
export type AuditFilter = {
  /** One of the types that `AuditEvent.type` lists. */
  readonly type?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly actorId?: string | null | undefined;
};

export type AuditTrailQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditTrailQuery = { readonly auditEvents: { readonly __typename: 'AuditEventConnection', readonly edges: ReadonlyArray<{ readonly __typename: 'AuditEventEdge', readonly cursor: string, readonly node: { readonly __typename: 'AuditEvent', readonly id: string, readonly time: string, readonly type: string, readonly sessionId: string | null, readonly ipAddress: string | null, readonly userAgent: string | null, readonly outcome: string, readonly reason: string | null, readonly requestId: string | null, readonly actor: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null, readonly subject: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PersonNameFragment = { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean };
export const auditTrailQuery: TypedDocumentNode<AuditTrailQuery, AuditTrailQueryVariables> = gql("query AuditTrail($first: Int!, $after: String, $filter: AuditFilter) {\n  auditEvents(first: $first, after: $after, filter: $filter) {\n    edges {\n      cursor\n      node {\n        id\n        time\n        type\n        actor {\n          ...PersonName\n          __typename\n        }\n        subject {\n          ...PersonName\n          __typename\n        }\n        sessionId\n        ipAddress\n        userAgent\n        outcome\n        reason\n        requestId\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}");
