/** Reads values in the forms in which databases and sign-in services export them. */
import { roles as allRoles, type Role } from "../../../platform/roles.js";

/** The value has an unknown form. `message` names the field and does not show the value. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

/** Reads a text without blanks at its ends; "" when there is none. */
export function readText(field: string, value: unknown): string {
  if (value == null) return "";
  if (typeof value !== "string") throw new ValueError(`${field} is no text.`);
  if (value.includes("\uFFFD")) {
    throw new ValueError(`${field} has U+FFFD in it: it was damaged when it was converted before.`);
  }
  return value.trim();
}

const longestId = 200;

/** Reads what another system calls an account: a text, or a whole number as text; undefined when there is none. */
export function readLegacyId(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : readText("legacyId", value);
  if (text === "") return undefined;
  const isWhole = typeof value !== "number" || Number.isSafeInteger(value);
  if (isWhole && text.length <= longestId) return text;
  throw new ValueError(`legacyId must be a whole number, or a text of at most ${longestId} characters.`);
}

/** `b'1'` is a BIT of mysqldump; `\x01` is the same without quotes. */
const words = {
  true: ["true", "t", "1", "yes", "y", "on", "b'1'", "\x01"],
  false: ["false", "f", "0", "no", "n", "off", "b'0'", "\0"],
};

/** Reads true or false; null when there is none. */
export function readFlag(field: string, value: unknown): boolean | null {
  const word = String(value ?? "")
    .trim()
    .toLowerCase();
  if (word === "") return null;
  if (words.true.includes(word)) return true;
  if (words.false.includes(word)) return false;
  throw new ValueError(`${field} must be true or false.`);
}

/** A list, its JSON, an array of PostgreSQL, or names with blanks, commas or semicolons between them; USER when there is none. */
export function readRoles(value: unknown): Role[] {
  const names = [value ?? ""]
    .flat()
    .flatMap((name) =>
      String(name)
        .toUpperCase()
        .split(/[\s,;|"'[\]{}]+/),
    )
    .filter((name) => name !== "");
  const roles = allRoles.filter((role) => names.includes(role));
  if (names.some((name) => !roles.some((role) => role === name))) {
    throw new ValueError(`roles may hold ${allRoles.join(" and ")} alone.`);
  }
  return roles.length > 0 ? roles : ["USER"];
}

const instantForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)? ?(?:(Z|UTC|GMT)|([+-])(\d\d)(?::?(\d\d))?(?: UTC)?)?$/i;
const dayMilliseconds = 86_400_000;

/**
 * An instant: RFC 3339, what PostgreSQL and MySQL write (UTC where no zone is given), or seconds, milliseconds or
 * microseconds since 1970. Null when there is none, or MySQL's zero.
 */
export function readInstant(field: string, value: unknown): Date | null {
  const text = typeof value === "number" ? String(value) : readText(field, value);
  if (text === "" || text.startsWith("0000-00-00")) return null;
  const time = /^\d{1,17}(\.\d+)?$/.test(text) ? readEpoch(Number(text)) : readDateTime(text);
  // A clock may be ahead, and a time without its zone is up to 14 hours off.
  if (time === null || time > Date.now() + dayMilliseconds) {
    throw new ValueError(
      `${field} must be an instant that has passed, as RFC 3339, PostgreSQL or MySQL write it, or seconds or milliseconds since 1970.`,
    );
  }
  return new Date(Math.min(time, Date.now()));
}

/** As seconds, 10^11 is the year 5138; as milliseconds it is 1973, before any account. */
function readEpoch(number: number): number {
  if (number < 1e11) return Math.round(number * 1000);
  return Math.round(number < 1e14 ? number : number / 1000);
}

function readDateTime(text: string): number | null {
  const parts = instantForm.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [fraction = "0", , sign, zoneHours, zoneMinutes] = parts.slice(7);
  const local = Date.UTC(year, month - 1, day, hour, minute, second) + Math.trunc(Number(fraction) * 1000);
  const back = new Date(local);
  // Date.UTC takes the 30th of February for the 2nd of March. A leap second is the next one.
  const isReal =
    back.getUTCMonth() === month - 1 || second === 60
      ? day <= 31 && hour < 24 && minute < 60 && second <= 60
      : false;
  if (!isReal || month < 1 || day < 1) return null;
  const offsetMinutes = Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0);
  return local - (sign === "-" ? -1 : 1) * offsetMinutes * 60_000;
}
