/** The forms in which databases and sign-in services export values. */
import { describe, expect, it } from "@jest/globals";
import { readFlag, readInstant, readRoles } from "./value-forms.js";

describe("a value", () => {
  it("is true or false as databases write it", () => {
    for (const word of ["t", "true", "TRUE", "1", 1, true, "yes", "y", "on", "b'1'"])
      expect(readFlag("x", word)).toBe(true);
    for (const word of ["f", "false", "0", 0, false, "No", "n", "off", "b'0'"])
      expect(readFlag("x", word)).toBe(false);
    for (const word of ["", null, undefined]) expect(readFlag("x", word)).toBeNull();
    for (const word of ["perhaps", "2", -1, "tr", {}])
      expect(() => readFlag("x", word)).toThrow(/x must be true or false/);
  });

  it.each([
    ["2024-11-26T17:54:15Z", "2024-11-26T17:54:15.000Z"],
    ["2024-11-26T17:54:15.901315+02:00", "2024-11-26T15:54:15.901Z"],
    ["2024-11-26 17:54:15.901315+00", "2024-11-26T17:54:15.901Z"],
    ["2024-11-26 17:54:15.9-0330", "2024-11-26T21:24:15.900Z"],
    ["2024-11-26 17:54:15 +0000", "2024-11-26T17:54:15.000Z"],
    ["2024-11-26 17:54:15 UTC", "2024-11-26T17:54:15.000Z"],
    ["2024-11-26 17:54:15", "2024-11-26T17:54:15.000Z"],
    ["2024-11-26 17:54", "2024-11-26T17:54:00.000Z"],
    ["2024-11-26", "2024-11-26T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["1732643655", "2024-11-26T17:54:15.000Z"],
    ["1732643655.901", "2024-11-26T17:54:15.901Z"],
    ["1732643655901", "2024-11-26T17:54:15.901Z"],
    ["1732643655901315", "2024-11-26T17:54:15.901Z"],
    [1_732_643_655_901, "2024-11-26T17:54:15.901Z"],
    [1_732_643_655, "2024-11-26T17:54:15.000Z"],
  ])("is an instant as databases write it: %s", (value, instant) => {
    expect(readInstant("createdAt", value)?.toISOString()).toBe(instant);
  });

  it("is no instant when it is none, and none when there is none", () => {
    for (const none of ["", null, "0000-00-00 00:00:00"]) expect(readInstant("createdAt", none)).toBeNull();
    const wrong = [
      "yesterday",
      "2023-02-29",
      "2024-13-01",
      "2024-00-10",
      "2024-01-01 24:01",
      "26.11.2024",
      "11/26/2024",
      "infinity",
      "2024-11-26 17:54:15 BC",
      "-5",
      "2999-01-01",
      4e10,
      "1e10",
      Number.NaN,
    ];
    for (const value of wrong)
      expect(() => readInstant("createdAt", value)).toThrow(/createdAt must be an instant/);
  });

  it("of a clock that is ahead, or without its zone, is no later than now", () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    expect(readInstant("createdAt", soon)?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it("is a list of roles as each system writes it", () => {
    for (const value of [
      "USER,ADMIN",
      "admin user",
      "{USER,ADMIN}",
      '["USER", "ADMIN"]',
      ["admin", "USER"],
      "['user';'admin']",
    ]) {
      expect(readRoles(value)).toEqual(["USER", "ADMIN"]);
    }
    for (const value of ["", null, undefined, [], "{}"]) expect(readRoles(value)).toEqual(["USER"]);
    expect(() => readRoles("KING")).toThrow(/roles may hold USER and ADMIN/);
  });
});
