/** The gateway as in Apollo's documentation, for comparison: no limits, no resilience, no log. */
import { readFileSync } from "node:fs";
import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(process.env["SUPERGRAPH_PATH"] ?? "", "utf8"),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: 0, host: "127.0.0.1" },
});
console.log(`listening on ${url}`);
