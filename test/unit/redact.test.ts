/** No secret of a setting is printed: by position in the text, whether a parser takes it or not. */
import { describe, expect, it } from "@jest/globals";
import {
  quoteSetting,
  quoteUrlSetting,
  redactSecrets,
  rememberCredentials,
  rememberSecret,
  withoutCredentials,
} from "../../platform/text/redact.js";

describe("what is shown of a URL", () => {
  it.each([
    ["amqp://broker", "amqp://broker"],
    ["amqps://name:hush@broker:5671/vhost", "amqps://broker:5671"],
    ["mongodb+srv://name:hush@cluster.example.com/?retryWrites=true", "mongodb+srv://cluster.example.com"],
    ["mongodb://n:hush@a:1,b:2,[::1]:3/db?replicaSet=r", "mongodb://a:1,b:2,[::1]:3"],
    ["mongodb://%2Ftmp%2Fmongo.sock/?directConnection=true", "mongodb://%2Ftmp%2Fmongo.sock"],
    ["redis://:hush@redis/0", "redis://redis"],
    ["redis://hush@redis", "redis://redis"],
    ["mongodb://n:hush@hush@host:1/db", "mongodb://host:1"],
    ["mongodb://n:hu/sh@host", "mongodb://host"],
    ["mongodb://n:hu?sh@host", "mongodb://host"],
    ["mongodb://n:hu#sh@host/#x", "mongodb://host"],
    ["mongodb://n:hu sh@host", "mongodb://host"],
    ["mongodb://n:hu\nsh@host", "mongodb://host"],
    ["mongodb://n:hu%zzsh@host", "mongodb://host"],
    ["MONGODB://N:hush@Host", "MONGODB://Host"],
    ["redis://host?password=hush", "redis://host"],
    ["redis://host/0?password=hu@sh", "redis://[redacted]"],
    ["mongodb://n:p@host/?authMechanismProperties=AWS_SESSION_TOKEN:hu@sh", "mongodb://[redacted]"],
    ["mongodb://host/hush@", "mongodb://[redacted]"],
    ["mongodb://name:hush", "mongodb://[redacted]"],
    ["mongodb://name:123456", "mongodb://[redacted]"],
    ["redis://:hush", "redis://[redacted]"],
    ["name:hush@host", "[redacted]"],
    ["mongodb:/name:hush@host", "[redacted]"],
    ["mongodb//name:hush@host", "[redacted]"],
    ["hush", "[redacted]"],
    ['"mongodb://name:hush@host"', "[redacted]"],
    ["", "[redacted]"],
  ])("%j is %s", (url, shown) => expect(withoutCredentials(url)).toBe(shown));
});

describe("a setting's value in a message", () => {
  it.each([
    ["5m", '"5m"'],
    ["https://app.example.com/", '"https://app.example.com/"'],
    ["10.0.0.0/33", '"10.0.0.0/33"'],
    ["http://name:hush@host/path", '"http://host"'],
    ["task=http://name:hush@host/path", '"task=http://host"'],
    ["name:hush@host", '"[redacted]"'],
    ["a\nb\u001b[31mc", '"a\\nb\\u001b[31mc"'],
  ])("%j is shown as %s", (value, shown) => expect(quoteSetting(value)).toBe(shown));

  it("is cut off", () => expect(quoteSetting("x".repeat(1_000))).toHaveLength(123));

  it.each([
    ["auth:4001", '"auth:4001"'],
    ["ftp://task", '"ftp://task"'],
    ["task=http://", '"task=http://"'],
    ["task=http://name:hush", '"task=http://[redacted]"'],
    ["name:hush", '"[redacted]"'],
  ])("of a URL, %j is shown as %s", (value, shown) => expect(quoteUrlSetting(value)).toBe(shown));
});

describe("a secret that is remembered", () => {
  it("is found as it is, decoded, encoded and in JSON, and no part of a longer one is left", () => {
    rememberCredentials("redis://name:p%2Fq%22-secret@host/0?x=1");
    rememberCredentials("mongodb://host/?tlsCertificateKeyFilePassword=of-the-key-file");
    rememberSecret("p/q");
    rememberSecret("short-secret");
    rememberSecret("short-secret-and-long");
    for (const form of ["p%2Fq%22-secret", 'p/q"-secret', JSON.stringify('p/q"-secret').slice(1, -1)]) {
      expect(redactSecrets(`unknown command AUTH ${form}!`)).toBe("unknown command AUTH [redacted]!");
    }
    expect(redactSecrets("a of-the-key-file b short-secret-and-long c")).toBe("a [redacted] b [redacted] c");
  });

  it("is not looked for when it is so short that words hold it", () => {
    rememberSecret("task");
    expect(redactSecrets("the task service")).toBe("the task service");
  });
});
