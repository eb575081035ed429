/** Keeps what a sign-in was answered, so that the plan of what is selected below it need not sign in again. */
import type { GraphQLDataSource } from "@apollo/gateway";
import type { GatewayContext } from "../context.js";
import type { SubgraphAnswer } from "../subgraph/answer.js";

/** The one exchange that changes something in an operation whose only root field signs in. */
export interface SignInExchange {
  /** Undefined until the sign-in has been sent; from then on it is never sent again. */
  answer: SubgraphAnswer | undefined;
}

/** Wraps a data source: within a request that has an exchange, a change is sent once and its answer given again. */
export function withSignInExchange(
  dataSource: GraphQLDataSource<GatewayContext>,
): GraphQLDataSource<GatewayContext> {
  return {
    async process(options) {
      const { signIn } = options.context as GatewayContext;
      // The planner writes a change as `mutation …`.
      if (signIn === undefined || options.request.query?.startsWith("mutation") !== true)
        return dataSource.process(options);
      signIn.answer ??= await dataSource.process(options);
      // The executor writes into what it gets.
      return structuredClone(signIn.answer);
    },
  };
}
