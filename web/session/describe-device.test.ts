/** How a user agent is shown. */
import { describe, expect, it } from "@jest/globals";
import { describeDevice } from "./describe-device.js";

const mozilla = "Mozilla/5.0";
const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("a device", () => {
  it.each([
    [`${mozilla} (X11; Linux x86_64) ${webkit} Chrome/126.0.0.0 Safari/537.36`, "Chrome on Linux"],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/126.0 Safari/537.36 Edg/126.0`,
      "Edge on Windows",
    ],
    [`${mozilla} (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0`, "Firefox on Windows"],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`,
      "Safari on macOS",
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1`,
      "Chrome on iPhone",
    ],
    [`${mozilla} (Linux; Android 10; K) ${webkit} Chrome/126.0 Mobile Safari/537.36`, "Chrome on Android"],
    ["curl/7.88.1", "curl"],
    ["okhttp/4.12", "okhttp"],
    [null, "Unknown device"],
    ["", "Unknown device"],
  ])("is named after %p: %p", (userAgent, name) => expect(describeDevice(userAgent).name).toBe(name));

  it("is a phone if it says so", () => {
    expect(describeDevice(`${mozilla} (Linux; Android 10; K) ${webkit} Chrome/1.0 Mobile`).isPhone).toBe(
      true,
    );
    expect(describeDevice(`${mozilla} (X11; Linux x86_64) ${webkit} Chrome/1.0`).isPhone).toBe(false);
  });
});
