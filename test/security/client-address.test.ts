/** The address of a client, through trusted proxies only, and the network that it is counted as. */
import { createServer, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { type ClientAddressOptions, createClientAddress } from "../../gateway/http/client-address.js";
import { addressKey } from "../../platform/address-key.js";

/** The address that a gateway with these trusted proxies sees of a request from this machine with this header. */
async function seen(trustedProxies: string[], forwarded?: string | string[], host = "127.0.0.1") {
  return seenWith(trustedProxies, forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, { host });
}

async function seenWith(
  trustedProxies: string[],
  headers: OutgoingHttpHeaders,
  { host = "127.0.0.1", ...options }: ClientAddressOptions & { host?: string } = {},
) {
  const clientAddress = createClientAddress(trustedProxies, options);
  const server = createServer((incoming, response) => response.end(clientAddress(incoming)));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((resolve, reject) => {
      request({ host: "127.0.0.1", port, headers, agent: false }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve(text);
      })
        .on("error", reject)
        .end();
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("ASVS 4.1.3: the address of a client", () => {
  it("is its peer's, whatever the request says, when no proxy is trusted", async () => {
    expect(await seen([], "203.0.113.7")).toBe("127.0.0.1");
    expect(await seen(["192.0.2.0/24"], "203.0.113.7")).toBe("127.0.0.1");
  });

  it.each([
    ["what the trusted proxy says", "203.0.113.7", "203.0.113.7"],
    [
      "the nearest that is not trusted, not what the client puts before it",
      "6.6.6.6, 203.0.113.7",
      "203.0.113.7",
    ],
    ["the one behind a second trusted proxy", "6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"],
    ["the farthest, where all are trusted", "10.1.2.3", "10.1.2.3"],
    ["one of version 6", "2001:db8::7", "2001:db8::7"],
    ["without the prefix of an address mapped into version 6", "::ffff:203.0.113.7", "203.0.113.7"],
  ])("is %s", async (_what, forwarded, address) => {
    expect(await seen(["loopback", "10.0.0.0/8"], forwarded)).toBe(address);
  });

  it("is read from several headers as from one", async () => {
    expect(await seen(["loopback"], ["6.6.6.6", "203.0.113.7"])).toBe("203.0.113.7");
  });

  it.each([
    ["203.0.113.7:4711", "203.0.113.7"],
    ['"203.0.113.7:4711"', "203.0.113.7"],
    [" 203.0.113.7 ", "203.0.113.7"],
    ["203.0.113.7, ", "203.0.113.7"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:DB8:0::1]", "2001:db8::1"],
    ['"[2001:db8::1]:443"', "2001:db8::1"],
    ["2001:db8::1%eth0", "2001:db8::1"],
    ["[2001:db8::1%eth0]:443", "2001:db8::1"],
    ["[::ffff:203.0.113.7]:443", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["6.6.6.6:1, 203.0.113.7:2, [::ffff:10.1.2.3]:3", "203.0.113.7"],
  ])("is read without port, brackets, quotes and zone: %s", async (forwarded, address) => {
    expect(await seen(["loopback", "10.0.0.0/8"], forwarded)).toBe(address);
  });

  it.each([
    ["for=203.0.113.7", "203.0.113.7"],
    ["For=203.0.113.7;Proto=https;By=10.0.0.1", "203.0.113.7"],
    ['proto=https; for="203.0.113.7:4711"; host="a,b;c=\\"d"', "203.0.113.7"],
    ["for=203.0.113.7:4711", "203.0.113.7"],
    ['for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"],
    ['for="[2001:db8:cafe::17]:_port"', "2001:db8:cafe::17"],
    ["for=6.6.6.6, for=203.0.113.7", "203.0.113.7"],
    ["for=6.6.6.6,for=203.0.113.7;by=_a, for=10.1.2.3", "203.0.113.7"],
    // What a client sends before it, to change the meaning of the rest.
    ['for="6.6.6.6, for=203.0.113.7', "203.0.113.7"],
    ['for=6.6.6.6;x=", for="203.0.113.7:1"', "203.0.113.7"],
    ['for=6.6.6.6;x="\\, for=203.0.113.7;host="b"', "203.0.113.7"],
    ["for=203.0.113.7,,", "203.0.113.7"],
  ])("is what the trusted proxy says in Forwarded (RFC 7239): %s", async (forwarded, address) => {
    expect(await seenWith(["loopback", "10.0.0.0/8"], { forwarded })).toBe(address);
    expect(await seenWith(["192.0.2.1"], { forwarded })).toBe("127.0.0.1");
  });

  it.each([
    "for=unknown",
    "for=_hidden",
    'for="_hidden:_port"',
    "proto=https",
    "for=",
    "for",
    "203.0.113.7",
    "for=6.6.6.6;for=203.0.113.7",
    "for=[203.0.113.7]",
    "for=203.0.113.7:99999999",
    'for="203.0.113.7',
    `for=${"x".repeat(5_000)}`,
    '"'.repeat(5_000),
    `x="${"\\\\".repeat(2_000)}`,
  ])("is the proxy's own when Forwarded says %j", async (forwarded) => {
    expect(await seenWith(["loopback"], { forwarded })).toBe("127.0.0.1");
  });

  it("is what both headers say, as far as they agree: a proxy lets through the one that it does not write", async () => {
    const trusted = ["loopback", "10.0.0.0/8"];
    let conflicts = 0;
    const both = (forwardedFor: string, forwarded: string, header?: "x-forwarded-for" | "forwarded") =>
      seenWith(
        trusted,
        { "x-forwarded-for": forwardedFor, forwarded },
        { ...(header && { header }), onConflict: () => (conflicts += 1) },
      );
    expect(await both("203.0.113.7:1", 'for="203.0.113.7:2"')).toBe("203.0.113.7");
    expect(await both("203.0.113.7, 10.1.2.3", "for=203.0.113.7, for=10.1.2.3")).toBe("203.0.113.7");
    expect(conflicts).toBe(0);
    expect(await both("203.0.113.7", "for=6.6.6.6")).toBe("127.0.0.1");
    expect(await both("203.0.113.7, 10.1.2.3", "for=10.1.2.3")).toBe("10.1.2.3");
    expect(conflicts).toBe(2);
    expect(await both("203.0.113.7", "for=6.6.6.6", "x-forwarded-for")).toBe("203.0.113.7");
    expect(await both("6.6.6.6", "for=203.0.113.7", "forwarded")).toBe("203.0.113.7");
    expect(conflicts).toBe(2);
  });

  it.each([
    "",
    ",",
    "unknown",
    "_hidden",
    "203.0.113.7:",
    "203.0.113.7:port",
    "[203.0.113.7]",
    "010.0.0.1",
    "<script>",
    "999.1.1.1",
    "::g",
    ",,,,",
    "x".repeat(5_000),
  ])("is the proxy's own when that says %j", async (garbage) => {
    expect(await seen(["loopback"], garbage)).toBe("127.0.0.1");
  });

  it("is the nearest that can be read when something farther cannot", async () => {
    expect(await seen(["loopback", "10.0.0.0/8"], "203.0.113.7, garbage, 10.1.2.3")).toBe("10.1.2.3");
  });

  it("is in one form on a socket that takes both versions", async () => {
    expect(await seen([], undefined, "::")).toBe("127.0.0.1");
    expect(await seen(["127.0.0.1"], "203.0.113.7", "::")).toBe("203.0.113.7");
  });
});

describe("an address is counted", () => {
  it.each([
    ["by itself", "203.0.113.7", "203.0.113.7"],
    ["by itself, though mapped into version 6", "::ffff:203.0.113.7", "203.0.113.7"],
    ["by itself, though mapped and in hexadecimal digits", "::ffff:cb00:7107", "203.0.113.7"],
    ["by its /64, for that is one customer", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["by its /64, however it is written", "2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["by its /64, with zeros left out", "2001:db8::1", "2001:db8:0:0::/64"],
    ["by its /64, without its zone", "fe80::1%eth0", "fe80:0:0:0::/64"],
    ["by its /64, from the very beginning", "::1", "0:0:0:0::/64"],
  ])("%s: %s", (_what, address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it.each([null, "", "unknown", "1.2.3", "::g", "[::1]"])("as none when it is none: %j", (address) => {
    expect(addressKey(address)).toBeNull();
  });
});
