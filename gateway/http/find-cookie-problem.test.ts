import { describe, expect, it } from "@jest/globals";
import { findCookieProblem } from "./find-cookie-problem.js";

const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
const allowed = ["https://app.example.com", "http://192.168.1.5:5173", loopback];
const find = (headers: Record<string, string>, socket: object = {}) =>
  findCookieProblem({ headers, socket } as never, allowed);

describe("the refresh cookie", () => {
  it.each([
    ["a client that is no browser", { host: "api.example.com" }],
    ["the gateway's own page", { "sec-fetch-site": "same-origin", origin: "https://gateway.internal" }],
    ["a page of the same site", { "sec-fetch-site": "same-site", origin: "https://app.example.com" }],
    [
      "an old browser, where proxies use a name of their own",
      { origin: "https://app.example.com", host: "gateway:4000" },
    ],
    ["a proxy on this machine", { origin: "https://app.example.com", host: "127.0.0.1:4000" }],
    ["another port of this machine", { origin: "http://localhost:5174", host: "localhost:4000" }],
    [
      "a page by plain HTTP, where a proxy ends TLS",
      { origin: "http://192.168.1.5:5173", host: "192.168.1.5", "x-forwarded-proto": "https" },
    ],
    ["a page whose Host is garbage", { origin: "https://app.example.com", host: "a b[" }],
  ])("is kept, or none is expected, for %s", (_what, headers) => {
    expect(find(headers as unknown as Record<string, string>)).toBeNull();
  });

  it.each([
    [
      "cross-site",
      "the browser says so",
      { "sec-fetch-site": "cross-site", origin: "https://app.example.com" },
    ],
    ["cross-site", "the browser says so, without an origin", { "sec-fetch-site": "cross-site" }],
    ["cross-site", "two names of one machine", { origin: "http://127.0.0.1:5173", host: "localhost:4000" }],
    ["cross-site", "its address of version 6", { origin: "http://[::1]:5173", host: "127.0.0.1:4000" }],
    [
      "origin",
      "an origin that is not allowed",
      { origin: "https://evil.example", "sec-fetch-site": "same-site" },
    ],
    ["origin", "an opaque origin", { origin: "null" }],
    ["origin", "a browser that sends no origin", { "sec-fetch-site": "same-site" }],
    [
      "plain-http",
      "the gateway's own page on another machine",
      { origin: "http://192.168.1.6:4000", host: "192.168.1.6:4000" },
    ],
    [
      "plain-http",
      "a phone beside the machine",
      { origin: "http://192.168.1.5:5173", host: "192.168.1.5:4000" },
    ],
  ])("is lost (%s): %s", (problem, _what, headers) => {
    expect(find(headers as unknown as Record<string, string>)).toBe(problem);
  });
});
