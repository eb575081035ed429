/** Password hashes: no password is truncated, old and foreign hashes are recognized, and none costs too much. */
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { describe, expect, it } from "@jest/globals";
import { readPeppers } from "../../subgraphs/auth/passwords/config.js";
import { writeFirebaseHash } from "../../subgraphs/auth/passwords/foreign-hashes/firebase.js";
import { writeKeycloakHash } from "../../subgraphs/auth/passwords/foreign-hashes/keycloak.js";
import { readForeignHash } from "../../subgraphs/auth/passwords/foreign-hashes/read-foreign-hash.js";
import { createPasswords } from "../../subgraphs/auth/passwords/passwords.js";
import { firebaseVector, foreignHashVectors, keycloakCredentials } from "../support/foreign-hash-vectors.js";

const pepper = (id: string) => `${id}:${"s".repeat(32)}${id}`;
const create = (peppers = pepper("1"), bcryptCost = 4) =>
  createPasswords({ peppers: readPeppers(peppers), bcryptCost, waitMilliseconds: 60_000 });
const passwords = create();

describe("NIST SP 800-63B-4, 3.1.1.2 and ASVS 6.2.8: a password", () => {
  it("is known again, and another is not", async () => {
    const stored = await passwords.hash("correct horse battery staple");
    expect(await passwords.verify("correct horse battery staple", stored)).toEqual({
      correct: true,
      outdated: false,
    });
    expect((await passwords.verify("correct horse battery stapla", stored)).correct).toBe(false);
  });

  it("counts to its last byte, past the 72 that bcrypt reads", async () => {
    const stored = await passwords.hash(`${"x".repeat(200)}a`);
    expect((await passwords.verify(`${"x".repeat(200)}b`, stored)).correct).toBe(false);
  });

  it("counts what follows a NUL", async () => {
    const stored = await passwords.hash("before\0after");
    expect((await passwords.verify("before\0other", stored)).correct).toBe(false);
    expect((await passwords.verify("before", stored)).correct).toBe(false);
  });

  it("counts whatever is no letter: emoji, spaces at its ends, case", async () => {
    for (const [given, other] of [
      ["twelve \u{1F4A5} and more", "twelve \u{1F525} and more"],
      [
        "a family \u{1F468}\u200D\u{1F469}\u200D\u{1F467} of three",
        "a family \u{1F468}\u{1F469}\u{1F467} of three",
      ],
      [" space before and after ", "space before and after"],
      ["Upper And Lower Case", "upper and lower case"],
    ] as const) {
      const stored = await passwords.hash(given);
      expect((await passwords.verify(given, stored)).correct).toBe(true);
      expect((await passwords.verify(other, stored)).correct).toBe(false);
    }
  });

  it("of half a character is never right: UTF-8 writes every half alike", async () => {
    const stored = await passwords.hash("half \ud83d a character");
    for (const half of ["\ud83d", "\ud83e"]) {
      expect((await passwords.verify(`half ${half} a character`, stored)).correct).toBe(false);
    }
  });

  it("RFC 8265, 4.2.2: is the same however a keyboard composes its letters, and different for compatible ones", async () => {
    const stored = await passwords.hash("caf\u00e9 society ﬁne");
    expect((await passwords.verify("cafe\u0301 society ﬁne", stored)).correct).toBe(true);
    expect((await passwords.verify("caf\u00e9 society fine", stored)).correct).toBe(false);
  });

  it("of an unknown user is never right, not even where it is the example's", async () => {
    const example = await passwords.hash("another user's password");
    expect((await passwords.verify("another user's password", null, example)).correct).toBe(false);
    expect((await passwords.verify("no user has this password", null)).correct).toBe(false);
  });

  it("ASVS 11.4.2: is worthless to a thief without the pepper", async () => {
    const stored = await passwords.hash("correct horse battery staple");
    const elsewhere = create(`1:${"t".repeat(40)}`);
    expect((await elsewhere.verify("correct horse battery staple", stored)).correct).toBe(false);
  });

  it("ASVS 11.4.2: is verified with an older pepper or cost, and known to be outdated", async () => {
    const stored = await create(pepper("1")).hash("correct horse battery staple");
    const now = create(`${pepper("2")},${pepper("1")}`, 5);
    expect(await now.verify("correct horse battery staple", stored)).toEqual({
      correct: true,
      outdated: true,
    });
    expect(await now.hash("x")).toMatch(/^2:\$2b\$05\$/);
  });
});

/** Hashes of other programs: Python's hashlib, crypt(3), and the test suites of bcrypt and argon2. */
const foreign: [scheme: string, password: string, stored: string][] = [
  [
    "Werkzeug's PBKDF2",
    "correct horse battery staple",
    "pbkdf2:sha256:1000$saltsalt$cf34d5364a5d9c3b1059996837fccff2f514ef80426c70ffb434974b8cd73d2b",
  ],
  [
    "Werkzeug's PBKDF2, of a password that is not all ASCII",
    "pässwörd mit Ümlaut 💥",
    "pbkdf2:sha256:1000$saltsalt$71006cc4bbe75ee0de4d97d660548cfe9efff2d29e7ca4d6c4c4bdbb508df8af",
  ],
  [
    "Werkzeug's PBKDF2 with SHA-512",
    "correct horse battery staple",
    "pbkdf2:sha512:1000$saltsalt$d4fa6749a5a34fb2668c9dbee9aaf132651ca225fb62c949fc022c4aeb3cfead273b0fd6cd8ad2dc635e9bb561482869f0b295e6a8cf65cd817cd581ba056939",
  ],
  [
    "Werkzeug's scrypt",
    "correct horse battery staple",
    "scrypt:32768:8:1$saltsalt$ed169c991b0d1dbc33e3c434aa44f67710ddde45c160d6d5c1991089c61dc69af81b51c0eee57934f5936b6d6867eae20655ad02d0543f15539fd9b328e8f70b",
  ],
  [
    "Django's PBKDF2",
    "correct horse battery staple",
    "pbkdf2_sha256$1000$saltsalt$zzTVNkpdnDsQWZloN/zP8vUU74BCbHD/tDSXS4zXPSs=",
  ],
  [
    "PBKDF2 in the PHC string format",
    "correct horse battery staple",
    "$pbkdf2-sha256$i=1000$AP/7IHNhbHRzYWx0$W+zYJE/x9IWfv5mpBppj0L/QiKZktUt7v9k0ENnfzrY",
  ],
  [
    "PBKDF2 as passlib writes it",
    "correct horse battery staple",
    "$pbkdf2-sha256$1000$AP/7IHNhbHRzYWx0$W.zYJE/x9IWfv5mpBppj0L/QiKZktUt7v9k0ENnfzrY",
  ],
  [
    "bcrypt 2b",
    "correct horse battery staple",
    "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
  ],
  ["bcrypt 2a", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  [
    "bcrypt 2y, as PHP writes it",
    "correct horse battery staple",
    "$2y$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
  ],
  [
    "argon2id",
    "password",
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
  ],
  ...foreignHashVectors,
  ...Object.entries(keycloakCredentials).map(([algorithm, credentials]): [string, string, string] => [
    `Keycloak's ${algorithm}`,
    "correct horse battery staple",
    writeKeycloakHash(JSON.parse(JSON.stringify(credentials))) ?? "",
  ]),
  [
    "Firebase's scrypt",
    "user1password",
    writeFirebaseHash(firebaseVector.parameters, firebaseVector.hash, firebaseVector.salt),
  ],
];

describe("ASVS 11.4.2: a hash of another system", () => {
  it.each(foreign)("is verified and known to be outdated: %s", async (_scheme, password, stored) => {
    expect(await passwords.verify(password, stored)).toEqual({ correct: true, outdated: true });
    for (const wrong of [`${password} `, password.slice(1), password.toLowerCase(), `${password}\0`, ""]) {
      if (wrong === password) continue;
      expect((await passwords.verify(wrong, stored)).correct).toBe(false);
    }
  });

  it.each([
    ["nothing", ""],
    ["a password in clear", "correct horse battery staple"],
    ["plain SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ["another digest", "pbkdf2:md5:1000$saltsalt$cf34d5364a5d9c3b1059996837fccff2"],
    ["no salt", "pbkdf2:sha256:1000$$cf34d5364a5d9c3b1059996837fccff2f514ef80426c70ffb434974b8cd73d2b"],
    ["a digest of a byte, which any password may meet", "pbkdf2:sha256:1000$saltsalt$cf"],
    ["half a byte", "pbkdf2:sha256:1000$saltsalt$c"],
    ["argon2d", "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"],
    ["a hash of ours without its pepper", "$2b$04$short"],
    ["argon2 with a salt that is not base64", `$argon2id$v=19$m=256,t=1,p=1$c29t_XNhbHQ$${"A".repeat(43)}`],
    ["argon2 with a salt of half a group", `$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQAA$${"A".repeat(43)}`],
    ["PBKDF2 with a salt that is not base64", `$pbkdf2-sha256$1000$c29t_XNh$${"A".repeat(43)}`],
    ["a text without end", `pbkdf2:sha256:1000$${"x".repeat(5_000)}$cf34d5364a5d9c3b1059996837fccff2`],
  ])("is refused when it is %s", (_what, stored) => {
    expect(() => readForeignHash(stored)).toThrow(/hash/);
  });

  const hex = "00".repeat(32);
  it.each([
    ["PBKDF2's iterations", `pbkdf2:sha256:99999999999$salt$${hex}`],
    ["PBKDF2's iterations", `pbkdf2:sha256:0$salt$${hex}`],
    ["scrypt's N", `scrypt:1073741824:8:1$salt$${hex}`],
    ["scrypt's N", `scrypt:32767:8:1$salt$${hex}`],
    ["scrypt's memory", `scrypt:1048576:8:1$salt$${hex}`],
    ["scrypt's work", `scrypt:131072:8:16$salt$${hex}`],
    ["scrypt's r", `scrypt:2:4294967296:1$salt$${hex}`],
    ["bcrypt's cost", "$2b$31$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"],
    [
      "argon2's memory",
      "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ],
    ["argon2's memory", `$argon2id$v=19$m=8,t=1,p=16$c29tZXNhbHQ$${"A".repeat(43)}`],
    [
      "argon2's passes",
      "$argon2id$v=19$m=256,t=4294967295,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ],
    [
      "argon2's lanes",
      "$argon2id$v=19$m=256,t=2,p=255$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ],
  ])("is refused when it would keep everybody waiting: %s, %s", (what, stored) => {
    expect(() => readForeignHash(stored)).toThrow(new RegExp(`^${what.split(" ")[0]}`));
  });

  it.each([
    ["{noop}secret", /clear text/],
    ["{SSHA}Nq6zfj1HPFdIhtQ4FtsVpyT0oVqFVC9M", /fast digest/],
    ["{MD5}CY9rzUYh03PK3k6DJie09g==", /fast digest/],
    ["sha1$salt$0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33", /fast digest/],
    ["5f4dcc3b5aa765d61d8327deb882cf99", /fast digest/],
    ["$1$salt$qJH7.N4xYta3aEG/dfqo/0", /md5-crypt/],
    [
      "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.",
      /sha512-crypt/,
    ],
    ["$P$B5ZQZ5ZQZ5ZQZ5ZQZ5ZQZ5ZQZ5ZQZ5/", /phpass/],
    ["$wp$2y$10$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG", /WordPress/],
    ["$y$j9T$salt$hash", /yescrypt/],
    ["!", /without a usable password/],
    ["AQAAAAEAACcQAAAAEHh5", /ASP\.NET/],
    ["{something@else}abc", /Spring or LDAP/],
  ])("is refused in words that say what it is and what to do: %s", (stored, word) => {
    expect(() => readForeignHash(stored)).toThrow(word);
    expect(() => readForeignHash(stored)).toThrow(/--without-passwords/);
  });

  it("that nothing can compare is a wrong password, told to the operator, and costs as much as another", async () => {
    const faults: unknown[] = [];
    const config = { peppers: readPeppers(pepper("1")), bcryptCost: 4, waitMilliseconds: 60_000 };
    const told = createPasswords(config, (error) => faults.push(error));
    const incomparable = [
      `$argon2id$v=19$m=8,t=1,p=16$c29tZXNhbHQ$${"A".repeat(43)}`,
      "garbage",
      "",
      `2:$2b$04$${"a".repeat(53)}`,
    ];
    for (const stored of incomparable) {
      expect(await told.verify("whatever", stored)).toEqual({
        correct: false,
        outdated: false,
        incomparable: true,
      });
      await expect(told.tryOut(stored)).rejects.toThrow();
    }
    expect(faults).toHaveLength(incomparable.length);
    expect((await told.verify("whatever", null, "garbage")).correct).toBe(false);
  });

  it("says why it is refused without showing it", () => {
    for (const stored of ["my-old-plain-password", `pbkdf2:sha256:99999999999$my-old-salt$${hex}`]) {
      expect(() => readForeignHash(stored)).toThrow(
        expect.not.objectContaining({ message: expect.stringMatching(/my-old/) }),
      );
    }
  });
});

describe("the hasher", () => {
  (process.platform === "linux" ? it : it.skip)(
    "works in a thread that gives way to those that answer requests",
    async () => {
      await passwords.hash("correct horse battery staple");
      const priorities = readdirSync("/proc/self/task").map((thread) => {
        const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
        // proc(5): the name in brackets is the 2nd field, `nice` the 19th.
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
      });
      const own = getPriority();
      expect(priorities).toContain(Math.min(19, own + 5));
      expect(priorities).toContain(own);
    },
  );

  it("reads one secret, or several with their ids", () => {
    expect([...readPeppers("x".repeat(40)).keys()]).toEqual(["1"]);
    expect([...readPeppers(`${pepper("new")}, ${pepper("old")}`).keys()]).toEqual(["new", "old"]);
    expect(readPeppers("new:short").size).toBe(0);
  });
});
