/* Generated from web/admin/system/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type SystemStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type SystemStatusQuery = { readonly systemStatus: ReadonlyArray<{ readonly __typename: 'ServiceStatus', readonly service: string, readonly healthy: boolean, readonly databaseTime: string | null, readonly databaseLatencyMs: number | null, readonly eventTransport: string | null, readonly eventsConnected: boolean | null, readonly eventsServedSince: string | null, readonly lastBeatAt: string | null, readonly eventsWaiting: number | null, readonly oldestEventAgeSeconds: number | null, readonly detail: string | null }> };

export type SendTestEventMutationVariables = Exact<{
  message: string;
}>;


export type SendTestEventMutation = { readonly publishTestEvent: { readonly __typename: 'EventReceipt', readonly id: string, readonly type: string, readonly transport: string, readonly confirmed: boolean } };
export const systemStatusQuery: TypedDocumentNode<SystemStatusQuery, SystemStatusQueryVariables> = gql("query SystemStatus {\n  systemStatus {\n    service\n    healthy\n    databaseTime\n    databaseLatencyMs\n    eventTransport\n    eventsConnected\n    eventsServedSince\n    lastBeatAt\n    eventsWaiting\n    oldestEventAgeSeconds\n    detail\n    __typename\n  }\n}");
export const sendTestEventMutation: TypedDocumentNode<SendTestEventMutation, SendTestEventMutationVariables> = gql("mutation SendTestEvent($message: String!) {\n  publishTestEvent(message: $message) {\n    id\n    type\n    transport\n    confirmed\n    __typename\n  }\n}");
