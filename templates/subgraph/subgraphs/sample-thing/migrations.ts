/** The migrations of the sample thing database: none yet. */
import { listMigrations } from "../../platform/database/migrations/migration.js";
import { checksums } from "./migrations/checksums.generated.js";

export const migrationsOfSampleThing = listMigrations(checksums, {});
