/** Reads the states of accounts, and which have changed, for other services that hold data about them. */
import {
  type AccountQuestions,
  type AccountState,
  accountPageSize,
} from "../../../platform/accounts/account-questions.js";
import type { AuthModels } from "../model.js";
import { toAccountData } from "./account-data.js";
import type { AccountRecord } from "./account-record.js";

const fields = {
  version: 1,
  username: 1,
  email: 1,
  roles: 1,
  enabled: 1,
  createdAt: 1,
  updatedAt: 1,
  deletedAt: 1,
} as const;

/** Creates the queries over the database. Each change of an account sets `updatedAt`. */
export function createAccountStates({ accounts }: Pick<AuthModels, "accounts">): AccountQuestions {
  return {
    async findStates(ids) {
      const found = await accounts.find({ _id: { $in: ids } }, fields).lean();
      return found.map(toState);
    },
    async findChanges({ after, deletedOnly }) {
      const field = deletedOnly ? "deletedAt" : "updatedAt";
      const time = new Date(after.changedAt);
      const found = await accounts
        .find({ $or: [{ [field]: { $gt: time } }, { [field]: time, _id: { $gt: after.id } }] }, fields)
        .sort({ [field]: 1, _id: 1 })
        .limit(accountPageSize)
        .lean();
      const end = found.at(-1);
      const last = end === undefined ? null : { changedAt: (end[field] ?? time).toISOString(), id: end._id };
      return { states: found.map(toState), last, next: found.length === accountPageSize ? last : null };
    },
  };
}

function toState(account: Pick<AccountRecord, "_id" | keyof typeof fields>): AccountState {
  const { _id: id, deletedAt } = account;
  return deletedAt == null
    ? { id, account: toAccountData(account), deletedAt: null }
    : { id, account: null, deletedAt: deletedAt.toISOString() };
}
