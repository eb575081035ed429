/** How the checks judge the numbers and files of this machine. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { testCertificate } from "../../test/support/certificate.js";
import { temporaryFolder } from "../../test/support/command.js";
import { checkClock } from "./clock.js";
import { explainDisk } from "./disk.js";
import { checkCertificate } from "./files.js";
import { problemOfWriting } from "./folders.js";
import { formatBytes } from "./format-bytes.js";
import { findListeners } from "./port-owner.js";

describe("the clock", () => {
  it("is wrong when it is far from that of a server, on either side, or before a file that is written", () => {
    const clocks = [
      { owner: "the database server", aheadMilliseconds: 60_000 },
      { owner: "Redis", aheadMilliseconds: -90_400 },
    ];
    expect(checkClock(clocks, "/nowhere").map(({ state, text }) => [state, text])).toEqual([
      ["wrong", "This machine's clock is 60 seconds ahead of that of the database server."],
      ["wrong", "This machine's clock is 90 seconds behind that of Redis."],
    ]);
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(checkClock([], file)[0]?.state).toBe("ok");
    expect(checkClock([], file, Date.now() - 3_600_000)[0]).toMatchObject({
      state: "wrong",
      text: expect.stringContaining(file),
    });
  });

  it("is right within what tokens and codes bear", () =>
    expect(checkClock([{ owner: "Redis", aheadMilliseconds: -2_000 }], "/nowhere")).toEqual([
      { state: "ok", text: expect.stringMatching(/^It is \S+Z here, as for Redis \(within 2\.0 s\)\.$/) },
    ]));
});

describe("a disk", () => {
  const gibibyte = 2 ** 30;
  it.each([
    [50 * gibibyte, 1000, []],
    [50 * gibibyte, null, []],
    [gibibyte / 2, 1000, ["note"]],
    [gibibyte / 20, 1000, ["wrong"]],
    [0, null, ["wrong"]],
    [50 * gibibyte, 0, ["wrong"]],
  ])("with %d bytes and %s files left is told: %j", (freeBytes, freeFiles, states) =>
    expect(explainDisk({ folders: ["/data"], freeBytes, freeFiles }).map(({ state }) => state)).toEqual(
      states,
    ),
  );

  it("has its sizes in words", () =>
    expect([0, 900, 1536, 100 * 2 ** 20, 2 ** 50].map(formatBytes)).toEqual([
      "0 bytes",
      "900 bytes",
      "1.5 KiB",
      "100 MiB",
      "1024 TiB",
    ]));
});

describe("a folder", () => {
  it("can be written when it, or the nearest one above it, can", () => {
    const folder = temporaryFolder();
    const problemOf = (path: string) => problemOfWriting({ path, setting: "DATA_DIR" });
    expect(problemOf(folder)).toBeNull();
    expect(problemOf(join(folder, "a", "b"))).toBeNull();
    const file = join(folder, "file");
    writeFileSync(file, "");
    const inTheWay = { reason: `${file} is a file`, mend: "Move it away, or set DATA_DIR." };
    expect(problemOf(file)).toEqual(inTheWay);
    expect(problemOf(join(file, "a", "b"))).toEqual(inTheWay);
    expect(problemOf("/proc/none")?.reason).toMatch(/^E[A-Z]+: [a-z ]+$/);
  });
});

describe("the table of sockets", () => {
  it("tells those that listen on a port, and not those that use it", () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41177 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0FA0 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 41178 1 0000000000000000 100 0 0 10 0
   2: 0100007F:0FA1 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41179 1 0000000000000000 100 0 0 10 0
`;
    expect(findListeners(table, 4000)).toEqual(["41177"]);
    expect(findListeners(table, 4002)).toEqual([]);
    expect(findListeners("", 4000)).toEqual([]);
  });
});

describe("the gateway's certificate", () => {
  it.each([
    ["2026-12-01", []],
    ["2026-11-01", ["wrong"]],
    ["2126-10-20", ["note"]],
    ["2127-01-01", ["wrong"]],
  ])("on %s is told: %j", (now, states) =>
    expect(checkCertificate(testCertificate.certificate, Date.parse(now)).map(({ state }) => state)).toEqual(
      states,
    ),
  );
});
