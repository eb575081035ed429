/** The migrations of the task database. */
import { listMigrations } from "../../platform/database/migrations/migration.js";
import { fillSearchKeys } from "./migrations/0001-fill-search-keys.js";
import { checksums } from "./migrations/checksums.generated.js";

export const migrationsOfTask = listMigrations(checksums, {
  "0001-fill-search-keys": fillSearchKeys,
});
