/** The directory: profiles, lists, search, and the copy of accounts that events keep up to date. */
import { countUpToBound } from "../../../platform/database/bounded-count.js";
import { duplicateFields } from "../../../platform/database/connection.js";
import { changeVersioned } from "../../../platform/database/versioned.js";
import { badInput, notFound } from "../../../platform/errors.js";
import type { AccountData, Event } from "../../../platform/events/event.js";
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { Claims, Role } from "../../../platform/identity/claims.js";
import { shownAddress } from "../../../platform/identity/released-address.js";
import {
  type BoundedCount,
  type Edge,
  keysetFilter,
  keysetSort,
  type Order,
  type Page,
  readPageRequest,
  toPage,
} from "../../../platform/pagination.js";
import { foldUsername, readDisplayName, readText } from "../../../platform/validation.js";
import type { ProfileRecord, UserModels } from "../model.js";
import { createDepartures } from "./erase-profile.js";
import { toUserEvent } from "./user-event.js";

/** A profile as others see it; who may see the e-mail address is for the rules to say. */
export interface Profile {
  id: string;
  username: string;
  email: string | null;
  displayName: string;
  bio: string | null;
  roles: Role[];
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  /** The account is gone, and this is what stands for it. */
  deleted: boolean;
}

export type ProfilePage = Page<Profile>;
export type ProfileEdge = Edge<Profile>;

/** What a list of profiles is asked for. */
export interface ProfileQuery {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ProfileFilter | null | undefined;
  orderBy?: { field: "CREATED_AT" | "USERNAME"; direction: Order["direction"] } | null | undefined;
}

/** Which profiles; what is absent or null does not matter. */
export interface ProfileFilter {
  enabled?: boolean | null | undefined;
  role?: Role | null | undefined;
  usernamePrefix?: string | null | undefined;
}

/** What a list or a count of profiles matches, as the database is asked for it. */
export type ProfileSelection = Record<string, unknown>;
/** Counts what a selection matches; the same selection once a request. */
export type ProfileCounts = (selection: ProfileSelection) => Promise<BoundedCount>;

export type Users = ReturnType<typeof createUsers>;

/** The events by which the copy of accounts lives. */
export const accountEventTypes = [
  "user.deleted",
  "user.registered",
  "user.enabled",
  "user.disabled",
  "user.roles-changed",
  "user.email-changed",
] as const;

/** Reads accounts once more from auth; what it does not know, or has deleted, is not in the result. */
export type ReadAccounts = (ids: readonly string[]) => Promise<ReadonlyMap<string, AccountData>>;

const fields = {
  username: 1,
  usernameKey: 1,
  email: 1,
  displayName: 1,
  bio: 1,
  roles: 1,
  enabled: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;
const orders = {
  CREATED_AT: { field: "createdAt", type: "date" },
  USERNAME: { field: "usernameKey", type: "string" },
} as const;

/** Creates the use cases over the user database. */
export function createUsers(models: UserModels, relay: Pick<OutboxRelay, "wake">) {
  const { profiles } = models;
  const { depart, eraseIfGone, findDeparted, comeBack } = createDepartures(models);

  /** Makes the profile of someone whose account's event has not arrived yet. */
  const createFromClaims = async ({ subject, username, roles, authenticatedAt }: Claims): Promise<void> => {
    const createdAt = new Date(authenticatedAt * 1000);
    try {
      await profiles.create({
        _id: subject,
        username,
        usernameKey: foldUsername(username),
        email: null,
        roles: [...roles],
        enabled: true,
        accountVersion: 0,
        displayName: null,
        bio: null,
        version: 1,
        createdAt,
        updatedAt: createdAt,
        outbox: [],
      });
    } catch (error) {
      if (duplicateFields(error) === null) throw error;
    }
    await eraseIfGone(subject);
  };

  /** Writes the copy of an account on top of one of an older version, or of `latest` at most. */
  const copyAccount = async (
    id: string,
    account: AccountData,
    latest = account.version - 1,
  ): Promise<void> => {
    const { displayName, createdAt } = account;
    const chosenName = displayName === null ? {} : { displayName };
    try {
      await profiles.updateOne(
        { _id: id, accountVersion: { $lte: latest } },
        {
          $set: { ...copyOf(account), ...chosenName },
          $setOnInsert: {
            bio: null,
            version: 1,
            updatedAt: new Date(createdAt),
            outbox: [],
            ...(displayName === null && { displayName }),
          },
        },
        { upsert: true },
      );
    } catch (error) {
      // The profile is there and knows this version or a later one.
      if (duplicateFields(error) === null) throw error;
    }
    await eraseIfGone(id);
  };

  const findRecords = (ids: readonly string[]) => profiles.find({ _id: { $in: ids } }, fields).lean();

  return {
    /** Profiles in the order asked for, null where there is none; the caller's own is made if need be. */
    async findMany(ids: readonly string[], caller: Claims | null): Promise<(Profile | null)[]> {
      let found = await findRecords(ids);
      if (
        caller !== null &&
        ids.includes(caller.subject) &&
        !found.some(({ _id }) => _id === caller.subject)
      ) {
        await createFromClaims(caller);
        found = await findRecords(ids);
      }
      const byId = new Map(found.map((record) => [record._id, toProfile(record)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** A page of the directory. @throws AppError BAD_USER_INPUT naming `first` or `after`. */
    async list(
      { first, after, filter, orderBy }: ProfileQuery,
      countOf: ProfileCounts,
    ): Promise<ProfilePage> {
      const order: Order = {
        ...orders[orderBy?.field ?? "CREATED_AT"],
        direction: orderBy?.direction ?? "DESC",
      };
      const request = readPageRequest({ first, after }, order);
      const matching = toFilter(filter ?? {});
      const found = await profiles
        .find({ $and: [matching, keysetFilter(request)] }, fields)
        .sort(keysetSort(order))
        .limit(request.limit + 1)
        .lean();
      return toPage(found, request, toProfile, () => countOf(matching));
    },

    /** How many profiles each filter matches. */
    countMany: (filters: readonly ProfileSelection[]): Promise<BoundedCount[]> =>
      Promise.all(
        filters.map(async (one) =>
          // The database knows of all together without counting.
          Object.keys(one).length === 0
            ? { count: await profiles.estimatedDocumentCount(), isExact: true }
            : countUpToBound(profiles, one),
        ),
      ),

    /** Changes what a profile says. @throws AppError BAD_USER_INPUT, NOT_FOUND. */
    async update(
      id: string,
      input: { displayName?: string | null | undefined; bio?: string | null | undefined },
    ): Promise<Profile> {
      const changes: Partial<Pick<ProfileRecord, "displayName" | "bio">> = {};
      if (input.displayName !== undefined) {
        changes.displayName = input.displayName === null ? null : readDisplayName(input.displayName);
      }
      if (input.bio !== undefined) changes.bio = readText("bio", input.bio ?? "", { max: 2_000 }) || null;
      if (Object.keys(changes).length === 0) throw badInput("input", "There is nothing to change in this.");
      const record = await changeVersioned<ProfileRecord>(
        profiles,
        id,
        () => changes,
        (next) => toUserEvent(id, next.version, nameOf(next)),
      );
      if (record === null) throw notFound("user");
      void relay.wake();
      return toProfile(record);
    },

    /** Takes in what happened to an account. An event that comes twice or late changes nothing. */
    applyAccountEvent: (event: Event): Promise<void> =>
      event.type === "user.deleted"
        ? depart(event.subject, new Date(event.time))
        : copyAccount(event.subject, event.data as AccountData),

    /** The version of the account that the copy is of; null where there is no copy. */
    async copiedVersion(id: string): Promise<number | null> {
      return (await profiles.findById(id, { accountVersion: 1 }).lean())?.accountVersion ?? null;
    },

    /** Takes in that these accounts are gone, unless `dryRun`; returns those of which that was not known. */
    async departAll(gone: ReadonlyMap<string, Date>, dryRun = false): Promise<string[]> {
      const ids = [...gone.keys()];
      const departed = await findDeparted(ids);
      const left = await profiles.find({ _id: { $in: ids } }, { _id: 1 }).lean();
      const unknown = [...gone].filter(([id]) => !departed.has(id) || left.some(({ _id }) => _id === id));
      if (!dryRun) for (const [id, deletedAt] of unknown) await depart(id, deletedAt);
      return unknown.map(([id]) => id);
    },

    /**
     * Compares the copies of these accounts with the accounts themselves, and mends them unless `dryRun`; returns
     * what differs in which. Where a copy is ahead of its account, or the account counts as deleted, the account is
     * read again first, since it may have changed meanwhile; then it wins over whatever is stored.
     */
    async sync(
      accounts: ReadonlyMap<string, AccountData>,
      dryRun: boolean,
      readAgain: ReadAccounts = async () => accounts,
    ): Promise<Map<string, string[]>> {
      const ids = [...accounts.keys()];
      const found = await profiles.find({ _id: { $in: ids } }, { ...fields, accountVersion: 1 }).lean();
      const byId = new Map(found.map((record) => [record._id, record]));
      const departed = await findDeparted(ids);
      const isAhead = (id: string, { version }: AccountData) => (byId.get(id)?.accountVersion ?? 0) > version;
      const doubtful = [...accounts].filter(([id, account]) => departed.has(id) || isAhead(id, account));
      const again = doubtful.length > 0 ? await readAgain(doubtful.map(([id]) => id)) : new Map();
      const differences = new Map<string, string[]>();
      for (const [id, first] of accounts) {
        const inDoubt = departed.has(id) || isAhead(id, first);
        const account: AccountData | undefined = inDoubt ? again.get(id) : first;
        if (account === undefined) continue;
        const profile = byId.get(id);
        const wrong = differencesOf(profile, account);
        if (departed.has(id)) wrong.push("departure");
        if (wrong.length === 0) continue;
        differences.set(id, wrong);
        if (dryRun) continue;
        if (departed.has(id)) await comeBack(id);
        await copyAccount(id, account, Math.max(account.version, profile?.accountVersion ?? 0));
      }
      return differences;
    },
  };
}

/** Names the fields in which a copy is not what its account is; `profile` when there is none. */
function differencesOf(
  profile: (CopiedFields & { _id: string }) | undefined,
  account: AccountData,
): string[] {
  if (profile === undefined) return ["profile"];
  const wanted = copyOf(account);
  return Object.entries(wanted)
    .filter(([name, value]) => JSON.stringify(profile[name as keyof CopiedFields]) !== JSON.stringify(value))
    .map(([name]) => name);
}

type CopiedFields = ReturnType<typeof copyOf>;

/** The stored fields that are a copy of the account. */
function copyOf({ username, email, roles, enabled, version, createdAt }: AccountData) {
  return {
    username,
    usernameKey: foldUsername(username),
    email: shownAddress<string | null>(email),
    roles,
    enabled,
    accountVersion: version,
    createdAt: new Date(createdAt),
  };
}

function toFilter({ enabled, role, usernamePrefix }: ProfileFilter): Record<string, unknown> {
  const prefix = foldUsername(usernamePrefix ?? "");
  return {
    ...(enabled != null && { enabled }),
    ...(role != null && { roles: role }),
    ...(prefix !== "" && { usernameKey: { $gte: prefix, $lt: `${prefix}\uffff` } }),
  };
}

function toProfile(record: Pick<ProfileRecord, "_id" | keyof typeof fields>): Profile {
  const { _id, username, email, bio, roles, enabled, createdAt, updatedAt } = record;
  const displayName = nameOf(record);
  return {
    id: _id,
    username,
    email,
    displayName,
    bio,
    roles,
    enabled,
    createdAt,
    updatedAt,
    deleted: false,
  };
}

function nameOf({ displayName, username }: Pick<ProfileRecord, "displayName" | "username">): string {
  return displayName ?? username;
}
