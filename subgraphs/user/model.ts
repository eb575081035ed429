/** The user database: profiles, each with a copy of its account's public part. */
import { type Connection, type Model, Schema } from "mongoose";
import { indexOutbox, outboxFields } from "../../platform/database/outbox.js";
import type { Versioned } from "../../platform/database/versioned.js";
import { type Role, roles } from "../../platform/roles.js";

/** A profile as it is stored; its id is the account's. */
export interface ProfileRecord extends Versioned {
  /** Copies of the account, as of `accountVersion`. */
  username: string;
  usernameKey: string;
  /** Null until an event of the account tells it. */
  email: string | null;
  roles: Role[];
  enabled: boolean;
  /** 0 while the profile comes from a token's claims alone. */
  accountVersion: number;
  /** Null for the username. */
  displayName: string | null;
  bio: string | null;
  createdAt: Date;
}

/** The deletion of an account, for events that come late. Its id is all that is kept. */
export interface DeletedAccountRecord {
  _id: string;
  deletedAt: Date;
}

/** The collections of this database. */
export interface UserModels {
  profiles: Model<ProfileRecord>;
  deletedAccounts: Model<DeletedAccountRecord>;
}

/** Creates the models on the service's own connection. */
export function createUserModels(connection: Connection): UserModels {
  const profile = new Schema<ProfileRecord>(
    {
      _id: { type: String, required: true },
      username: { type: String, required: true },
      usernameKey: { type: String, required: true },
      email: { type: String, default: null },
      roles: { type: [{ type: String, enum: roles }], required: true },
      enabled: { type: Boolean, required: true },
      accountVersion: { type: Number, required: true },
      displayName: { type: String, default: null },
      bio: { type: String, default: null },
      version: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      ...outboxFields,
    },
    { versionKey: false },
  );
  // Not unique: auth decides that, and a copy may lag behind a name that has changed hands.
  profile.index({ usernameKey: 1, _id: 1 });
  profile.index({ createdAt: -1, _id: -1 });
  profile.index({ roles: 1, createdAt: -1, _id: -1 });
  profile.index({ enabled: 1, createdAt: -1, _id: -1 });
  indexOutbox(profile);
  const deletedAccount = new Schema<DeletedAccountRecord>(
    { _id: { type: String, required: true }, deletedAt: { type: Date, required: true } },
    { versionKey: false },
  );
  return {
    profiles: connection.model<ProfileRecord>("Profile", profile, "profiles"),
    // The collection has the name that earlier versions gave it.
    deletedAccounts: connection.model<DeletedAccountRecord>("DeletedAccount", deletedAccount, "departures"),
  };
}
