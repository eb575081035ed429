/** Lists how each subgraph reads its settings and starts, and its migrations. A subgraph of schema/services.ts needs one line here. */

import type { Migration } from "../platform/database/migrations/migration.js";
import type { AppParts, ServiceConfig } from "../platform/service/service-config.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";
import type { ServiceUrls, SubgraphName } from "../schema/services.js";
import { startAuth } from "../subgraphs/auth/app.js";
import { readAuthConfig } from "../subgraphs/auth/config.js";
import { migrationsOfAuth } from "../subgraphs/auth/migrations.js";
import { startTask } from "../subgraphs/task/app.js";
import { readTaskConfig } from "../subgraphs/task/config.js";
import { migrationsOfTask } from "../subgraphs/task/migrations.js";
import { startUser } from "../subgraphs/user/app.js";
import { readUserConfig } from "../subgraphs/user/config.js";
import { migrationsOfUser } from "../subgraphs/user/migrations.js";

/** A subgraph for composition roots. `start` returns its URL. */
export interface SubgraphApp<Config extends ServiceConfig & { serviceUrls: ServiceUrls }> {
  readConfig(settings: SettingsReader, databaseUri?: string): Config;
  start(config: Config, parts: AppParts): Promise<string>;
  /** Those of its database, in order. */
  migrations: readonly Migration[];
}

const apps = {
  auth: { readConfig: readAuthConfig, start: startAuth, migrations: migrationsOfAuth },
  user: { readConfig: readUserConfig, start: startUser, migrations: migrationsOfUser },
  task: { readConfig: readTaskConfig, start: startTask, migrations: migrationsOfTask },
};

/** The settings of each subgraph. */
export type SubgraphConfigs = { [Name in SubgraphName]: ReturnType<(typeof apps)[Name]["readConfig"]> };

/** The app of each subgraph; an absent name of schema/services.ts is a type error here. */
export const subgraphApps: { [Name in SubgraphName]: SubgraphApp<SubgraphConfigs[Name]> } = apps;
