/** Sends one kind of attack from a loopback address until it is told to stop: `attacks-sender.js KIND URL ADDRESS TOKEN`. */
import { connect, type Socket } from "node:net";
import { getPriority, setPriority } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import { reportToParent } from "./attack-process.js";

// An attacker has a machine of its own: here it takes what the system leaves of this one.
setPriority(Math.min(19, getPriority() + 10));

const [, , kind = "", url = "", address = "", token = ""] = process.argv;
const agent = new Agent({ localAddress: address, connections: 300 });
let sent = 0;

function post(query: string, { signedIn = false, variables = {} } = {}): Promise<void> {
  return postText(JSON.stringify({ query, variables }), signedIn);
}

async function postText(text: string, signedIn = false): Promise<void> {
  sent += 1;
  const { body } = await request(`${url}/graphql`, {
    dispatcher: agent,
    method: "POST",
    headers: { "content-type": "application/json", ...(signedIn && { authorization: `Bearer ${token}` }) },
    body: text,
  });
  await body.dump({ limit: 64 * 1024 * 1024 });
}

/** Runs so many loops at a time; one that fails goes on. */
const loops = (count: number, pauseMilliseconds: number, step: () => Promise<void>) => {
  for (let index = 0; index < count; index++) {
    void (async () => {
      for (;;) {
        await step().catch(() => {});
        await pause(pauseMilliseconds);
      }
    })();
  }
};

const fields = "username email roles enabled emailVerified lastLoginAt displayName bio";
const nested = (levels: number): string =>
  levels === 0
    ? fields
    : `${fields} tasks(first: 1) { nodes { owner { ${nested(levels - 1)} } assignee { ${fields} } } }`;
const times = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(" ");
const name = () => `n${Math.random().toString(36).slice(2)}`;

/** A connection that asks for five descriptions of the schema, reads none of them, and makes room for the next one. */
function openUnread(): Promise<Socket> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const body = JSON.stringify({
      query: `{ __schema { ${times(14, () => `${name()}: types { fields { name description } }`)} } }`,
    });
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const socket = connect({ host: hostname, port: Number(port), localAddress: address });
    socket.pause();
    socket.on("error", () => {});
    socket.once("connect", () => {
      sent += 5;
      socket.write(`${head}${body}`.repeat(5));
    });
    socket.once("close", () => resolve(socket));
    setTimeout(() => socket.destroy(), 2_000);
  });
}

const attacks: Record<string, () => void> = {
  planner: () => {
    loops(4, 0, () => post(`query ${name()} { me { ${name()}: id ${nested(3)} } }`, { signedIn: true }));
    loops(4, 0, () =>
      post(
        `mutation ${name()} { refresh(input: { refreshToken: "x" }) { user { ${name()}: id ${nested(3)} } } }`,
      ),
    );
  },
  unread: () =>
    loops(268, 500, async () => {
      await openUnread();
    }),
  passwords: () =>
    loops(200, 500, () =>
      post("mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }", {
        variables: { input: { identifier: name(), password: "not the password" } },
      }),
    ),
  aliases: () => {
    const long = "a".repeat(120);
    loops(8, 0, () =>
      post(`{ users(first: 100) { nodes { ${times(14, (index) => `${long}${index}: username`)} } } }`, {
        signedIn: true,
      }),
    );
  },
  counts: () =>
    loops(8, 0, () =>
      post(
        `{ ${times(14, (index) => `c${index}: tasks(first: 1, filter: { dueBefore: "20${30 + index}-01-01" }) { totalCount }`)} }`,
        { signedIn: true },
      ),
    ),
  health: () =>
    loops(8, 0, async () => {
      sent += 1;
      const { body } = await request(`${url}/health/ready`, { dispatcher: agent });
      await body.dump();
    }),
  bodies: () => {
    const body = `{"query":${JSON.stringify("x".repeat(60))},"variables":{"a":[${"[],".repeat(60_000)}0`;
    loops(8, 0, () => postText(body));
  },
};

attacks[kind]?.();
reportToParent(() => sent);
