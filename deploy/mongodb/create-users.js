/** Runs once in mongosh, on an empty volume: gives each service a user that sees its own database only. */
for (const service of ["auth", "user", "task"]) {
  const database = `gatehouse_${service}`;
  db.getSiblingDB(database).createUser({
    user: service,
    // biome-ignore lint/style/noRestrictedGlobals: the script runs in mongosh, and has its settings from there.
    pwd: process.env[`MONGODB_${service.toUpperCase()}_PASSWORD`],
    roles: [{ role: "readWrite", db: database }],
  });
}
