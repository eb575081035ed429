/** What auth says of accounts, to services that hold something about them: how they are now, and which have changed. */
import type { Pool } from "undici";
import type { AccountData } from "../events/event.js";
import { gatewaySecretHeader } from "../http/gateway-secret.js";

/** Path at the auth subgraph of both questions, for holders of the gateway's secret. */
export const accountsPath = "/internal/accounts";

/** Most accounts that are asked for by their ids at a time, and that a page of changes holds. */
export const accountPageSize = 500;

/** An account as auth has it: its public face, or the time of its deletion (RFC 3339). */
export type AccountState =
  | { id: string; account: AccountData; deletedAt: null }
  | { id: string; account: null; deletedAt: string };

/** A place in the list of changes: the time of a change (RFC 3339) and the account. */
export interface ChangePosition {
  changedAt: string;
  id: string;
}

/** Some accounts that have changed, in the order of their last changes; `next` is null at the end. */
export interface ChangePage {
  states: AccountState[];
  last: ChangePosition | null;
  next: ChangePosition | null;
}

/** Which changes: after a place, and perhaps deletions only. */
export interface ChangeQuery {
  after: ChangePosition;
  deletedOnly: boolean;
}

/** The questions; each rejects when auth does not answer. */
export interface AccountQuestions {
  /** How these accounts are now; those that auth does not know are not in it. */
  findStates(ids: readonly string[]): Promise<AccountState[]>;
  findChanges(query: ChangeQuery): Promise<ChangePage>;
}

const timeoutMilliseconds = 10_000;

/** Creates the questions to auth over HTTP. */
export function createAccountQuestions(auth: Pool, gatewaySecret: string): AccountQuestions {
  const ask = async (parameters: URLSearchParams): Promise<ChangePage> => {
    const { statusCode, body } = await auth.request({
      method: "GET",
      path: `${accountsPath}?${parameters}`,
      headers: { [gatewaySecretHeader]: gatewaySecret },
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
