/** The migrations of the user database: none yet. */
import { listMigrations } from "../../platform/database/migrations/migration.js";
import { checksums } from "./migrations/checksums.generated.js";

export const migrationsOfUser = listMigrations(checksums, {});
