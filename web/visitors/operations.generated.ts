/* Generated from web/visitors/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type RequestPasswordResetInput = {
  /** A username or an e-mail address. */
  readonly identifier: string;
};

export type ResetPasswordInput = {
  /** The text after `#token=` in the mailed link. */
  readonly token: string;
  /** 12 to 256 characters, hard to guess. */
  readonly newPassword: string;
};

export type VerifyEmailInput = {
  /** The text after `#token=` in the mailed link. */
  readonly token: string;
};

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { readonly requestPasswordReset: { readonly __typename: 'AcceptedPayload', readonly accepted: boolean } };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { readonly resetPassword: { readonly __typename: 'ResetPasswordPayload', readonly revokedSessions: number } };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { readonly verifyEmail: { readonly __typename: 'VerifyEmailPayload', readonly email: string } };
export const requestPasswordResetMutation: TypedDocumentNode<RequestPasswordResetMutation, RequestPasswordResetMutationVariables> = gql("mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n  requestPasswordReset(input: $input) {\n    accepted\n    __typename\n  }\n}");
export const resetPasswordMutation: TypedDocumentNode<ResetPasswordMutation, ResetPasswordMutationVariables> = gql("mutation ResetPassword($input: ResetPasswordInput!) {\n  resetPassword(input: $input) {\n    revokedSessions\n    __typename\n  }\n}");
export const verifyEmailMutation: TypedDocumentNode<VerifyEmailMutation, VerifyEmailMutationVariables> = gql("mutation VerifyEmail($input: VerifyEmailInput!) {\n  verifyEmail(input: $input) {\n    email\n    __typename\n  }\n}");
