/**
 * Starts one embedded database for the whole run, unless MONGODB_URI names another; each test file uses
 * databases of its own in it. It runs from the compiled sources, as it does in the product.
 */
export default async function globalSetup() {
  if (process.env.MONGODB_URI) return;
  const { startEmbeddedMongo } = await import("@gatehouse/embedded-mongo");
  const database = await startEmbeddedMongo({});
  process.env.MONGODB_URI = database.uri;
  globalThis.stopTestDatabase = database.stop;
}
