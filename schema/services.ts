/**
 * The services of this system by name: the one list that the gateway, the subgraphs, commands, composition and the
 * checks of deployment files read. A subgraph NAME has one entry here; all else follows from its name: the SDL
 * schema/NAME.graphql, the code subgraphs/NAME/, the settings NAME_PORT and NAME_URL, the database PREFIX_NAME, and
 * the queue. What starts it is in commands/subgraphs.ts. `npm run new:subgraph` and `npm run remove:subgraph` edit it.
 */

import type { EventType } from "../platform/events/event.js";
import type { ServiceSocket } from "../platform/http/config.js";
import { settingPrefixOf } from "../platform/settings/setting-prefix.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";

/** What the system knows of a subgraph. */
interface Subgraph {
  /** Where it listens unless NAME_PORT says otherwise; its default URL follows. */
  port: number;
  /** The types of events that it alone may publish, each with the version of its data that is sent and read. */
  publishes: Partial<Record<EventType, number>>;
}

/** The subgraphs, in the order in which one process starts them. */
export const subgraphs = {
  auth: {
    port: 4001,
    publishes: {
      "user.registered": 1,
      "user.enabled": 1,
      "user.disabled": 1,
      "user.roles-changed": 1,
      "user.email-changed": 1,
      "user.deleted": 1,
      "session.revoked": 1,
    },
  },
  user: {
    port: 4002,
    publishes: { "user.updated": 1 },
  },
  task: {
    port: 4003,
    publishes: {
      "task.created": 1,
      "task.updated": 1,
      "task.enabled": 1,
      "task.disabled": 1,
      "task.assigned": 1,
      "task.deleted": 1,
    },
  },
} as const satisfies Record<string, Subgraph>;

/** The one public service. */
export const gatewaySocket: ServiceSocket = { name: "gateway", port: 4000, isPublic: true };

/** Types of events that any service may publish, because they have no effect, with their versions. */
export const unownedEvents: Partial<Record<EventType, number>> = { "system.test": 1 };

export type SubgraphName = keyof typeof subgraphs;

export const subgraphNames = Object.keys(subgraphs) as readonly SubgraphName[];

/** The services that are deployed, each a process and a container of its own. */
export type ServiceName = SubgraphName | "gateway";
export const serviceNames: readonly ServiceName[] = ["gateway", ...subgraphNames];

/** Base URLs of the subgraphs, e.g. `http://127.0.0.1:4001`. */
export type ServiceUrls = Record<SubgraphName, string>;

/** Where a subgraph listens. */
export const socketOf = (name: SubgraphName): ServiceSocket => ({ name, port: subgraphs[name].port });

/** The base URL of a subgraph of which no setting says where it is. */
export const defaultUrlOf = (name: SubgraphName): string => `http://127.0.0.1:${subgraphs[name].port}`;

/** The setting that says where a subgraph is. */
export const urlSettingOf = (name: string): string => `${settingPrefixOf(name)}_URL`;

/** The setting that says on which port a service listens. */
export const portSettingOf = (name: string): string => `${settingPrefixOf(name)}_PORT`;

/** Settings by which each service listens on any free port. */
export const freePorts: Readonly<Record<string, string>> = Object.fromEntries(
  serviceNames.map((name) => [portSettingOf(name), "0"]),
);

/** Reads NAME_URL of each subgraph. */
export function readServiceUrls(settings: SettingsReader): ServiceUrls {
  const { url } = settings.section("Addresses and ports");
  const urls = subgraphNames.map((name) => [
    name,
    url(urlSettingOf(name), defaultUrlOf(name), {
      about: `Where the other services find ${name}: scheme, host and port.`,
    }),
  ]);
  return Object.fromEntries(urls) as ServiceUrls;
}

/** By type of event: the version of its data, and the service that it must come from; null for any. */
export type EventCatalogue = Record<string, { version: number; source: string | null }>;

/** The text of schema/events/catalogue.json, by which platform/events/ knows the types of events. */
export function writeEventCatalogue(): string {
  const sources: [string | null, Partial<Record<EventType, number>>][] = [
    ...subgraphNames.map((name): [string, Subgraph["publishes"]] => [name, subgraphs[name].publishes]),
    [null, unownedEvents],
  ];
  const catalogue: EventCatalogue = Object.fromEntries(
    sources.flatMap(([source, types]) =>
      Object.entries(types).map(([type, version]) => [type, { version, source }]),
    ),
  );
  return `${JSON.stringify(catalogue, null, 2)}\n`;
}
