/** What `npm run import-users -- --help` says. */
export const usage = `Opens an account for each row of a file. Works while the system runs and while it does not; safe to run again,
also after it was interrupted: accounts that are there already, by name and address, are left as they are.

  npm run import-users -- FILE [OPTIONS]

  --dry-run                     only says what would be imported and what refused
  --without-passwords           imports rows whose hash is missing or not taken, too: their owners set a password by mail
  --username-from-email         rows without a username that is one here get the part of their address before the @
  --encoding NAME               the file's encoding where it is not UTF-8 and has no byte order mark, e.g. windows-1252
  --separator CHARACTER         between columns: a character or "tab"; else as the first line suggests (, ; tab |)
  --firebase-parameters FILE    the "password hash parameters" of the Firebase console, as it shows them
  --format csv|json             where the file's name does not say it

Files
  .csv .tsv .txt     a first line that names the columns; a line "sep=;" may be before it. NULL and \\N are no value.
  .jsonl .ndjson     a JSON object a line, as mongoexport and Auth0 write
  .json              the same, or an array of objects, or an object with an array "users" (Keycloak, Firebase, Cognito)

Columns, in any case, with or without _ and -
  username           3 to 32 of a-z 0-9 _ . -
  email
  passwordHash       or password_hash, password, encrypted_password; Keycloak: credentials; Firebase: passwordHash and salt
  roles              may be left out, as all that follow: USER, ADMIN; also a list
  enabled            or is_active; or the contrary, disabled or blocked
  emailVerified      or email_verified_at; without it an address is not proven
  createdAt          or created_at, date_joined
  displayName        or name; or first_name and last_name

Values
  true, t, 1, yes    and their contraries
  instants           2026-11-26T17:54:15Z, 2026-11-26 17:54:15.901315+00, 2026-11-26 17:54:15 (UTC), seconds or milliseconds
                     since 1970, {"$date": …} of mongoexport

Hashes
  pbkdf2:sha256:N$SALT$HEX, sha1 to sha512; scrypt:N:R:P$SALT$HEX              Werkzeug, Flask
  pbkdf2_sha256$N$SALT$HASH, pbkdf2_sha1, argon2$…, bcrypt$…, bcrypt_sha256$…,
    scrypt$N$SALT$R$P$HASH                                                       Django
  $pbkdf2-sha256$N$SALT$HASH, $pbkdf2$, $pbkdf2-sha512$, $scrypt$ln=…,
    $bcrypt-sha256$…                                                             passlib, PHC string format
  $2a$, $2b$, $2y$                                                               bcrypt: PHP, Laravel, Rails, Auth0, Node
  $argon2id$, $argon2i$                                                          argon2
  {bcrypt}…, {pbkdf2}…, {scrypt}…, {argon2}… (defaults, no secret)               Spring Security
  credentials: pbkdf2, pbkdf2-sha256, pbkdf2-sha512, argon2                      Keycloak
  passwordHash and salt, with --firebase-parameters                              Firebase
  none: Cognito exports no hashes, and Auth0 only on request                     --without-passwords

  People sign in with the passwords that they have; the hash is renewed as they do. Plain digests (MD5, SHA), {noop}
  and {SSHA}, crypt(3) other than bcrypt, phpass and hashes that would take seconds or more than 128 MiB are refused.

Examples
  npm run import-users -- users.csv --dry-run
  npm run import-users -- realm-users.json
  npm run import-users -- firebase.json --firebase-parameters hash-config.txt --username-from-email
  npm run import-users -- cognito.json --without-passwords --username-from-email

Exit code: 0 when every row is in, 1 when it could not run, 2 when a row was refused.`;
