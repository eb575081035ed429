import { describe, expect, it } from "@jest/globals";
import { searchKeysOf, toSearchFilter } from "./search-keys.js";

/** Does a task with this title match the search, as the database compares strings? */
function matches(title: string, search: string): boolean {
  const filter = toSearchFilter(search, "viewer") as {
    $and?: { searchKeys: { $elemMatch: { $gte: string; $lt: string } } }[];
    _id?: object;
  };
  if (filter._id !== undefined) return false;
  const bytes = (text: string) => Buffer.from(text, "utf8");
  const keys = searchKeysOf(title, ["viewer"]).map(bytes);
  return (filter.$and ?? []).every(({ searchKeys: { $elemMatch: range } }) =>
    keys.some((key) => key.compare(bytes(range.$gte)) >= 0 && key.compare(bytes(range.$lt)) < 0),
  );
}

describe("a search of titles", () => {
  it.each([
    ["Write the annual report", "report"],
    ["Write the annual report", "rep"],
    ["Write the annual report", "ANNU wri"],
    ["Straße fegen", "STRASS"],
    ["Καλός ΟΔΟΣ", "οδός".normalize("NFD").replace(/\u0301/g, "")],
    ["Ｆｕｌｌ width", "full"],
    ["Cafe\u0301 au lait", "café"],
    ["𝔘nicode and 𐐷eseret", "𐐏es"],
    ["Ship v2.0 (beta)!", "beta v2"],
    ["anything", "   "],
  ])("finds %j by %j", (title, search) => {
    expect(matches(title, search)).toBe(true);
  });

  it.each([
    ["Write the annual report", "port"],
    ["Write the annual report", "annual reports"],
    ["anything", "!!!"],
    ["", "a"],
  ])("does not find %j by %j", (title, search) => {
    expect(matches(title, search)).toBe(false);
  });

  it("is refused if it is longer than a title, or has more than ten words", () => {
    for (const search of ["x".repeat(201), "a b c d e f g h i j k"])
      expect(() => toSearchFilter(search, null)).toThrow(/^search has at most/);
  });
});
