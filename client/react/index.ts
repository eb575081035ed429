/** The entry of @gatehouse/client/react: hooks for components below Apollo Client's `ApolloProvider`. */

export { useGatehouse } from "./use-gatehouse.js";
export { type RequiredSignIn, useRequireSignedIn } from "./use-require-signed-in.js";
export { useSession } from "./use-session.js";
export { type SignInForm, useSignIn } from "./use-sign-in.js";
export { useViewer, type ViewerResult } from "./use-viewer.js";
