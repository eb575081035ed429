/** The variables that docker-compose.yml reads and no service reads. */

import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { serviceNames, subgraphNames } from "../../schema/services.js";
import type { DocumentedSetting } from "./documented.js";

const password = (name: string, user: string): DocumentedSetting => ({
  name,
  section: "Docker Compose only",
  about: `The password of ${user}. Letters and digits only: it stands in a URL.`,
  values: "letters and digits",
  isSecret: false,
  isRequired: true,
  defaultValue: null,
  otherwise: "none",
  readBy: ["Docker Compose"],
});

const database = (service: string) =>
  `${service}'s user at MongoDB. It is set when the volume is empty, and not changed afterwards`;
const broker = (service: string) => `${service}'s user at RabbitMQ`;

const passwordSettingOf = (server: string, service: string) =>
  `${server}_${settingPrefixOf(service)}_PASSWORD`;

/** Passwords of the containers' own users. */
export const composeSettings: readonly DocumentedSetting[] = [
  password(
    "MONGODB_ROOT_PASSWORD",
    "MongoDB's root. It is set when the volume is empty, and not changed afterwards",
  ),
  ...subgraphNames.map((name) => password(passwordSettingOf("MONGODB", name), database(name))),
  password("RABBITMQ_PASSWORD", "the operator at RabbitMQ"),
  ...serviceNames.map((name) => password(passwordSettingOf("RABBITMQ", name), broker(name))),
  password("REDIS_PASSWORD", "Redis"),
];
