/**
 * Runs once in mongosh, on an empty volume: gives each service whose password docker-compose.yml passes on,
 * MONGODB_NAME_PASSWORD, a user that sees its own database only.
 */
// biome-ignore lint/style/noRestrictedGlobals: the script runs in mongosh, and has its settings from there.
for (const [setting, password] of Object.entries(process.env)) {
  const [, name] = /^MONGODB_(\w+)_PASSWORD$/.exec(setting) ?? [];
  if (name === undefined) continue;
  const service = name.toLowerCase().replaceAll("_", "-");
  const database = `gatehouse_${service}`;
  db.getSiblingDB(database).createUser({
    user: service,
    pwd: password,
    roles: [{ role: "readWrite", db: database }],
  });
}
