/** Whose attempt it is: the client's address through trusted proxies only, and the network that an address is counted as. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createClientAddress } from "../../gateway/client-address.js";
import { addressKey } from "../../platform/address-key.js";

/** The address that a gateway with these trusted proxies sees of a request from this machine with this header. */
async function seen(trustedProxies: string[], forwarded?: string | string[], host = "127.0.0.1") {
  const clientAddress = createClientAddress(trustedProxies);
  const server = createServer((incoming, response) => response.end(clientAddress(incoming)));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((resolve, reject) => {
      const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
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

  it.each(["", ",", "unknown", "203.0.113.7:80", "<script>", "999.1.1.1", "::g", ",,,,", "x".repeat(5_000)])(
    "is the proxy's own when that says %j",
    async (garbage) => {
      expect(await seen(["loopback"], garbage)).toBe("127.0.0.1");
    },
  );

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
