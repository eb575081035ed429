/** Queries to auth about accounts, for services that store data about them: their states, and which have changed. */
import type { Pool } from "undici";
import type { AccountData } from "../events/event.js";
import { gatewaySecretHeader } from "../http/gateway-secret.js";
import { currentTrace } from "../telemetry/current-trace.js";

/** Path of both queries at the auth subgraph, for holders of the gateway's secret. */
export const accountsPath = "/internal/accounts";

/** The maximum number of ids in a query, and of accounts in a page of changes. */
export const accountPageSize = 500;

/** The state of an account: its public part, or the time of its deletion (RFC 3339). */
export type AccountState =
  | { id: string; account: AccountData; deletedAt: null }
  | { id: string; account: null; deletedAt: string };

/** A position in the list of changes: the time of a change (RFC 3339) and the account. */
export interface ChangePosition {
  changedAt: string;
  id: string;
}

/** A page of changed accounts, in the order of their last changes; `next` is null at the end. */
export interface ChangePage {
  states: AccountState[];
  last: ChangePosition | null;
  next: ChangePosition | null;
}

/** Which changes: after a position, and deletions only or all. */
export interface ChangeQuery {
  after: ChangePosition;
  deletedOnly: boolean;
}

/** The queries; each rejects when auth does not respond. */
export interface AccountQuestions {
  /** Returns the states of these accounts, without those that auth does not know. */
  findStates(ids: readonly string[]): Promise<AccountState[]>;
  findChanges(query: ChangeQuery): Promise<ChangePage>;
}

const timeoutMilliseconds = 10_000;

/** Creates the queries to auth over HTTP. */
export function createAccountQuestions(auth: Pool, gatewaySecret: string): AccountQuestions {
  const ask = async (parameters: URLSearchParams): Promise<ChangePage> => {
    const { statusCode, body } = await auth.request({
      method: "GET",
      path: `${accountsPath}?${parameters}`,
      headers: { [gatewaySecretHeader]: gatewaySecret, ...currentTrace()?.headers() },
      headersTimeout: timeoutMilliseconds,
      bodyTimeout: timeoutMilliseconds,
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`Auth returned ${statusCode} to a question about accounts.`);
    }
    return (await body.json()) as ChangePage;
  };
  return {
    async findStates(ids) {
      return (await ask(new URLSearchParams(ids.map((id): [string, string] => ["id", id])))).states;
    },
    findChanges({ after, deletedOnly }) {
      const { changedAt, id } = after;
      return ask(new URLSearchParams({ changedAt, after: id, deleted: String(deletedOnly) }));
    },
  };
}
