/** The variables that docker-compose.yml reads and no service does. */
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

/** Passwords of the containers' own users. */
export const composeSettings: readonly DocumentedSetting[] = [
  password(
    "MONGODB_ROOT_PASSWORD",
    "MongoDB's root. It is set when the volume is empty, and not changed afterwards",
  ),
  password("MONGODB_AUTH_PASSWORD", database("auth")),
  password("MONGODB_USER_PASSWORD", database("user")),
  password("MONGODB_TASK_PASSWORD", database("task")),
  password("RABBITMQ_PASSWORD", "the operator at RabbitMQ"),
  password("RABBITMQ_GATEWAY_PASSWORD", broker("gateway")),
  password("RABBITMQ_AUTH_PASSWORD", broker("auth")),
  password("RABBITMQ_USER_PASSWORD", broker("user")),
  password("RABBITMQ_TASK_PASSWORD", broker("task")),
  password("REDIS_PASSWORD", "Redis"),
];
