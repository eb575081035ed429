import { describe, expect, it } from "@jest/globals";
import { createSettingsReader } from "../settings/settings-reader.js";
import { isAllowedOrigin, readAllowedOrigins } from "./allowed-origins.js";

const read = (environment: Record<string, string>) => readAllowedOrigins(createSettingsReader(environment));

describe("the allowed origins", () => {
  it.each([
    "http://localhost:5173",
    "http://localhost:5174",
    "https://localhost",
    "http://127.0.0.1:1",
    "http://[::1]:65535",
  ])("are those of a development machine, such as %s, where none are set", (origin) => {
    expect(isAllowedOrigin(read({}), origin)).toBe(true);
    expect(isAllowedOrigin(read({ NODE_ENV: "production" }), origin)).toBe(false);
    expect(isAllowedOrigin(read({ ALLOWED_ORIGINS: "https://app.example.com" }), origin)).toBe(false);
  });

  it.each([
    undefined,
    "null",
    "http://localhost.evil.example",
    "http://localhost:5173.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example/http://localhost",
    "http://app.localhost",
    "http://localhost:5173\nhttp://evil.example",
    "http://localhost@evil.example",
    "ftp://localhost",
  ])("do not include %j", (origin) => expect(isAllowedOrigin(read({}), origin)).toBe(false));
});
