/** Hashes whose form is known and that are not taken, each with its reason. */

const fast = "is a fast digest, which is guessed too quickly to be taken";
const notCompared = "cannot be compared here";
/** The mend of all of them. */
const mend = "import the account without a password (--without-passwords): its owner sets a new one by mail";

const known: [form: RegExp, scheme: string, reason: string][] = [
  [/^(\{noop\}|\{plain|\{clear|plain\$)/i, "a password in clear text", "is not taken"],
  [/^(!|\*|\*LK\*|x$|NP$)/, "a mark for an account without a usable password", "is no hash"],
  [/^\{(S?SHA|S?MD5|MD4|SHA-\d|sha\d|S?SHA\d)[^}]*\}/i, "of LDAP or Spring ({SSHA}, {MD5} …), which", fast],
  [/^(md5|sha1|sha224|sha256|sha384|sha512|unsalted_\w+)\$/i, "of one round of MD5 or SHA, which", fast],
  [/^0x[0-9a-f]{40,}$|^\*[0-9A-F]{40}$/i, "of a database's own users, which", fast],
  [
    /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i,
    "a plain digest as of MD5 or SHA, which",
    fast,
  ],
  [/^(\{CRYPT\}|crypt\$\$?)?\$(1|apr1|md5)\$/i, "of md5-crypt, which", fast],
  [/^(\{CRYPT\})?\$[56]\$/i, "of sha256-crypt or sha512-crypt, which", notCompared],
  [/^\$[PHS]\$/, "of phpass (WordPress, Drupal), which", notCompared],
  [/^\$wp\$/, "of WordPress 6.8 and later, which", notCompared],
  [/^\$(y|gy|7)\$/, "of yescrypt, which", notCompared],
  [/^\$2x?\$/, "of a faulty bcrypt (2, 2x), which", notCompared],
  [/\$argon2d\$/, "of argon2d, which is not made for passwords and", notCompared],
  [/^A[QE]AAAA[\w+/]+=*$/, "of ASP.NET Identity, which", notCompared],
  [/^pbkdf2:\w+\$/, "of Werkzeug without its number of iterations, which", notCompared],
  [/^\{[\w@.-]{1,40}\}/, "of a scheme of Spring or LDAP that", notCompared],
];

/** Why this hash is not taken; null when its form is not known at all. */
export function refusalOf(text: string): string | null {
  const found = known.find(([form]) => form.test(text));
  if (found === undefined) return null;
  const [, scheme, reason] = found;
  return `the hash is ${scheme} ${reason}; ${mend}.`;
}
