/** Names the browser and the system of a user agent, for people. */

/** Each with what its user agents hold; the first that matches counts, since most pretend to be others too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\//, "Headless Chrome"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^(node|undici)\b/i, "Node.js"],
  [/^python-requests\/|^Python\b/, "Python"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/** A device as a list of sessions shows it. */
export interface Device {
  /** e.g. "Firefox on Windows". */
  name: string;
  isPhone: boolean;
}

/** Describes the device of a user agent. One that is not known is named by its first word. */
export function describeDevice(userAgent: string | null): Device {
  if (!userAgent) return { name: "Unknown device", isPhone: false };
  const browser = find(browsers, userAgent);
  const system = find(systems, userAgent);
  const isPhone = /\biPhone\b|\bAndroid\b.*\bMobile\b/.test(userAgent);
  if (browser === null && system === null)
    return { name: userAgent.split(/[\s/]/, 1)[0] ?? userAgent, isPhone };
  if (system === null) return { name: browser ?? "Unknown device", isPhone };
  return { name: `${browser ?? "Browser"} on ${system}`, isPhone };
}

function find(known: readonly (readonly [RegExp, string])[], userAgent: string): string | null {
  return known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}
