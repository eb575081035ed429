/** Lists how each subgraph reads its settings and starts. A subgraph of schema/services.ts needs one line here. */

import type { AppParts, ServiceConfig } from "../platform/service/service-config.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";
import type { ServiceUrls, SubgraphName } from "../schema/services.js";
import { startAuth } from "../subgraphs/auth/app.js";
import { readAuthConfig } from "../subgraphs/auth/config.js";
import { startTask } from "../subgraphs/task/app.js";
import { readTaskConfig } from "../subgraphs/task/config.js";
import { startUser } from "../subgraphs/user/app.js";
import { readUserConfig } from "../subgraphs/user/config.js";

/** A subgraph for composition roots. `start` returns its URL. */
export interface SubgraphApp<Config extends ServiceConfig & { serviceUrls: ServiceUrls }> {
  readConfig(settings: SettingsReader, databaseUri?: string): Config;
  start(config: Config, parts: AppParts): Promise<string>;
}

const apps = {
  auth: { readConfig: readAuthConfig, start: startAuth },
  user: { readConfig: readUserConfig, start: startUser },
  task: { readConfig: readTaskConfig, start: startTask },
};

/** The settings of each subgraph. */
export type SubgraphConfigs = { [Name in SubgraphName]: ReturnType<(typeof apps)[Name]["readConfig"]> };

/** The app of each subgraph; an absent name of schema/services.ts is a type error here. */
export const subgraphApps: { [Name in SubgraphName]: SubgraphApp<SubgraphConfigs[Name]> } = apps;
