/** The migrations of the auth database. */
import { listMigrations } from "../../platform/database/migrations/migration.js";
import { placeAccounts } from "./migrations/0001-place-accounts.js";
import { listMethods } from "./migrations/0002-list-methods.js";
import { checksums } from "./migrations/checksums.generated.js";

export const migrationsOfAuth = listMigrations(checksums, {
  "0001-place-accounts": placeAccounts,
  "0002-list-methods": listMethods,
});
