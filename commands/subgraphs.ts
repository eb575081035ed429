/** What reads the settings of each subgraph and starts it. A subgraph of schema/services.ts needs one line here. */
import type { SettingsReader } from "../platform/config.js";
import type { AppParts, ServiceConfig } from "../platform/service-config.js";
import type { ServiceUrls, SubgraphName } from "../schema/services.js";
import { startAuth } from "../subgraphs/auth/app.js";
import { readAuthConfig } from "../subgraphs/auth/config.js";
import { startTask } from "../subgraphs/task/app.js";
import { readTaskConfig } from "../subgraphs/task/config.js";
import { startUser } from "../subgraphs/user/app.js";
import { readUserConfig } from "../subgraphs/user/config.js";

/** A subgraph as composition roots see it. `start` returns the URL that it listens at. */
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

/** The app of each subgraph; a name of schema/services.ts that is absent above is an error of types here. */
export const subgraphApps: { [Name in SubgraphName]: SubgraphApp<SubgraphConfigs[Name]> } = apps;
