/** ASVS 6.2.12: passwords that were stolen elsewhere, by each kind of list, over real sockets and files. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import { createBreachedPasswords } from "../../subgraphs/auth/passwords/breached-passwords.js";
import { readBreachSource } from "../../subgraphs/auth/passwords/config.js";
import { fetchRange } from "../../subgraphs/auth/passwords/fetch-range.js";
import { temporaryFolder } from "../support/command.js";

const stolen = "a stolen pass\u00e9phrase";
const fresh = "a fresh passphrase";
const sha1 = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase();
const folder = temporaryFolder();
const noService = {
  fetchRange: async (url: string): Promise<never> => {
    throw new Error(`No test may fetch ${url}.`);
  },
  warn: (cause: unknown): never => {
    throw cause;
  },
};

describe("a service", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  /** The check over a service with this response, the requested paths, and the warnings. */
  async function serve(answer: RequestListener) {
    const paths: string[] = [];
    const warnings: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? "");
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`;
    const isBreached = createBreachedPasswords(
      { url },
      { fetchRange, warn: (_cause, message) => warnings.push(message) },
    );
    return { isBreached, paths, warnings };
  }

  it("learns five hex digits of the hash, and names the rest of those that were stolen", async () => {
    const { isBreached, paths, warnings } = await serve((_request, response) => {
      const padding = `${sha1(fresh).slice(5)}:0`;
      response.end([padding, `${"0".repeat(35)}:7`, `${sha1(stolen).slice(5)}:3`].join("\r\n"));
    });
    // As it is stored: however the keyboard composes the accent.
    expect(await isBreached(stolen.normalize("NFD"))).toBe(true);
    // A count of 0 is padding.
    expect(await isBreached(fresh)).toBe(false);
    expect(paths).toEqual([stolen, fresh].map((text) => `/range/${sha1(text).slice(0, 5)}`));
    expect(warnings).toEqual([]);
  });

  it.each<[string, RequestListener]>([
    ["does not answer", () => {}],
    ["fails", (_request, response) => void response.writeHead(503).end("no")],
    ["redirects", (_request, response) => void response.writeHead(302, { location: "/elsewhere" }).end()],
    [
      "answers without end",
      (_request, response) => {
        const write = () => {
          while (response.write("x".repeat(65_536)));
          response.once("drain", write);
        };
        write();
      },
    ],
    ["breaks off", (request) => void request.socket.destroy()],
  ])("that %s lets the password pass, in bounded time and with a warning", async (_what, answer) => {
    const { isBreached, warnings } = await serve(answer);
    expect(await isBreached(stolen)).toBe(false);
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain(sha1(stolen).slice(0, 5));
  });
});

describe("a folder with a file for each prefix", () => {
  const ranges = join(folder, "ranges");
  mkdirSync(ranges);
  writeFileSync(
    join(ranges, `${sha1(stolen).slice(0, 5)}.txt`),
    `${"0".repeat(35)}:1\n${sha1(stolen).slice(5)}:2\n`,
  );
  writeFileSync(join(ranges, sha1(fresh).slice(0, 5)), `${"0".repeat(35)}:1\n`);
  const isBreached = createBreachedPasswords({ folder: ranges }, noService);

  it("is read, with or without an ending", async () => {
    expect(await isBreached(stolen)).toBe(true);
    expect(await isBreached(fresh)).toBe(false);
  });

  it("that lacks a file refuses: a part of the installation is away", async () => {
    await expect(isBreached("another one")).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("a file in the order of the hashes", () => {
  it("is searched for the first, the last and every line between, and holds nothing else", async () => {
    const words = Array.from({ length: 200 }, (_, index) => `stolen ${index}`);
    for (const ending of ["\n", "\r\n"]) {
      for (const size of [0, 1, 2, 3, 200]) {
        const path = join(folder, `hashes-${size}-${ending.length}`);
        const lines = words.slice(0, size).map((word, index) => `${sha1(word)}:${10 ** (index % 7)}`);
        // With and without an end of the last line.
        writeFileSync(path, lines.sort().join(ending) + (size % 2 === 0 && size > 0 ? ending : ""));
        const isBreached = createBreachedPasswords({ file: path }, noService);
        const found = await Promise.all(words.map(isBreached));
        expect(found.filter(Boolean)).toHaveLength(size);
        expect(found.slice(0, size).every(Boolean)).toBe(true);
      }
    }
  });

  it("that is none refuses", async () => {
    const path = join(folder, "no-hashes");
    writeFileSync(path, "these are no hashes\n".repeat(50));
    const isBreached = createBreachedPasswords({ file: path }, noService);
    await expect(isBreached(stolen)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });
});

describe("BREACHED_PASSWORDS", () => {
  const read = (value: string) => {
    const settings = createSettingsReader({ BREACHED_PASSWORDS: value });
    const source = readBreachSource(settings);
    settings.requireValid();
    return source;
  };

  it("names a service, a folder or a file, or nothing", () => {
    const url = "https://api.pwnedpasswords.com/range/";
    expect(read(url)).toEqual({ url });
    expect(read("http://localhost:8080/range/")).toEqual({ url: "http://localhost:8080/range/" });
    expect(read(folder)).toEqual({ folder });
    expect(read("")).toBe(null);
  });

  it.each([
    "http://example.com/range/",
    "https://example.com/range",
    "https://example.com/?q=/",
    "https://",
    "/no/such",
  ])("is refused at the start when it is %s", (value) =>
    expect(() => read(value)).toThrow(/BREACHED_PASSWORDS/),
  );
});
