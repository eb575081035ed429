/** The fields of a write that a unique index refused, as different servers report it. */
import { describe, expect, it } from "@jest/globals";
import { duplicateFields } from "./duplicate-fields.js";

describe("the fields of a duplicate key", () => {
  it.each<[string, object, string[] | null]>([
    ["MongoDB lists them", { code: 11000, keyPattern: { emailKey: 1 } }, ["emailKey"]],
    [
      "an older MongoDB names the index",
      {
        code: 11000,
        message: "E11000 duplicate key error collection: a.b index: emailKey_1 dup key: { : 1 }",
      },
      ["emailKey"],
    ],
    [
      "DocumentDB names the index",
      {
        code: 11000,
        message: "Duplicate key violation on the requested collection: Index 'usernameKey_1'",
      },
      ["usernameKey"],
    ],
    [
      "a compound index has several",
      {
        code: 11000,
        message: "E11000 duplicate key error collection: a.b index: owner_1_createdAt_-1 dup key",
      },
      ["owner", "createdAt"],
    ],
    ["a field may have an underscore", { code: 11000, message: "Index 'first_name_1'" }, ["first_name"]],
    ["the index of _id", { code: 11000, message: "Index '_id_'" }, ["_id"]],
    ["a message that names no index", { code: 11000, message: "E11000 duplicate key error" }, []],
    [
      "DocumentDB's findAndModify onto a taken _id",
      { code: 1, message: 'duplicate key value violates unique constraint "collection_pk_186"' },
      [],
    ],
    [
      "DocumentDB's findAndModify onto a taken value",
      {
        code: 1,
        message: 'conflicting key value violates exclusion constraint "documents_rum_index_187"',
      },
      [],
    ],
    ["another internal error", { code: 1, message: "out of memory" }, null],
    ["another error", { code: 50, message: "time limit" }, null],
    ["no error of a database", new Error("no"), null],
  ])("%s", (_, error, fields) => {
    expect(duplicateFields(error)).toEqual(fields);
  });
});
