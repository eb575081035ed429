/** A user of the system that is measured, at an address of its own. */
import { Pool } from "undici";
import type { Lifecycle } from "../platform/closer-stack.js";

const password = "a fine passphrase for a bench";

/** A user with the tokens of a session; its requests come from an address of its own. */
export interface Person {
  pool: Pool;
  accessToken: string;
  refreshToken: string;
}

/** Runs an operation. @throws Error with the status and the first message. */
export async function ask(pool: Pool, query: string, token?: string): Promise<Record<string, never>> {
  const { body, statusCode } = await pool.request({
    method: "POST",
    path: "/graphql",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const answer = (await body.json()) as { data: Record<string, never>; errors?: { message: string }[] };
  if (answer.errors !== undefined) throw new Error(`${statusCode} ${answer.errors[0]?.message}`);
  return answer.data;
}

/** Registers a user, whose requests come from this address of the machine. */
export async function register(
  { onStop }: Pick<Lifecycle, "onStop">,
  url: string,
  name: string,
  localAddress: string,
): Promise<Person> {
  const pool = new Pool(url, { connections: 32, localAddress });
  onStop(() => pool.destroy());
  const input = `{ username: "${name}", email: "${name}@example.com", password: "${password}" }`;
  const data = await ask(pool, `mutation { register(input: ${input}) { accessToken refreshToken } }`);
  return { pool, ...(data["register"] as unknown as Omit<Person, "pool">) };
}

/** Access tokens are good for five minutes. */
export async function refresh(person: Person): Promise<void> {
  const input = `{ refreshToken: "${person.refreshToken}" }`;
  const data = await ask(person.pool, `mutation { refresh(input: ${input}) { accessToken refreshToken } }`);
  Object.assign(person, data["refresh"]);
}
