/** One-time passwords against the test vectors of RFC 6238, and recovery codes. */
import { describe, expect, it } from "@jest/globals";
import { createRecoveryCodes, hashRecoveryCode } from "./recovery-codes.js";
import { createTotpSecret, stepOfCode, toBase32, totpUri } from "./totp.js";

const secret = Buffer.from("12345678901234567890");

describe("a time-based one-time password", () => {
  // Of the eight digits there, an authenticator app shows the last six.
  it.each([
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ])("RFC 6238 appendix B: at %i seconds it is %s", (seconds, code) => {
    expect(stepOfCode(code, secret, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("RFC 6238 5.2: is good one step before its time and one after, and no more", () => {
    const stepAt = (seconds: number) => stepOfCode("287082", secret, seconds * 1000);
    expect([0, 29, 30, 59, 60, 89].map(stepAt)).toEqual([1, 1, 1, 1, 1, 1]);
    expect([90, 120, 3_000].map(stepAt)).toEqual([null, null, null]);
  });

  it.each(["", "000000", "28708", "2870820", "287O82", "94287082"])("is not %p", (code) => {
    expect(stepOfCode(code, secret, 59_000)).toBe(null);
  });

  it("RFC 4226 R6: has a secret of 160 bits, and a URI that apps read", () => {
    const fresh = createTotpSecret();
    expect(fresh).toHaveLength(20);
    expect(Buffer.from(createTotpSecret()).equals(fresh)).toBe(false);
    expect(totpUri(fresh, "A Company", "ada")).toBe(
      `otpauth://totp/A%20Company:ada?issuer=A%20Company&secret=${toBase32(fresh)}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

describe("recovery codes", () => {
  it("ASVS 6.5.2: are ten, all different, of 120 bits each", () => {
    const codes = createRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/);
  });

  it("are the same however they are typed", () => {
    const hash = hashRecoveryCode("01ABCD-EFGHJK-MNPQRS-TVWXYZ");
    expect(hashRecoveryCode(" oiabcd efghjk mnpqrs tvwxyz ")).toBe(hash);
    expect(hashRecoveryCode("01ABCD-EFGHJK-MNPQRS-TVWXY0")).not.toBe(hash);
  });
});
