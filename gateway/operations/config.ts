/** The settings of persisted operations. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import type { PersistedOperationsMode } from "./resolve-persisted.js";

/** Reads PERSISTED_OPERATIONS and OPERATIONS_MANIFEST. */
export function readPersistedOperations(settings: SettingsReader) {
  const { choice, optional } = settings.section("The graph");
  const persistedOperations = choice<PersistedOperationsMode>(
    "PERSISTED_OPERATIONS",
    "off",
    ["off", "log", "enforce"],
    { about: "Operations that front ends have not registered are logged, or refused (`enforce`)." },
  );
  const manifestPath =
    optional("OPERATIONS_MANIFEST", {
      about:
        "The file of registered operations, as `npm run operations:register` writes it, or a folder of such files, one " +
        "a client release.",
    }) ?? null;
  if (persistedOperations !== "off" && manifestPath === null) {
    settings.complain(
      "OPERATIONS_MANIFEST is not set: PERSISTED_OPERATIONS needs the registered operations.",
    );
  }
  return { persistedOperations, manifestPath };
}

/** Reads INTROSPECTION and MASK_ERRORS: what clients may learn of the schema. */
export function readSchemaDisclosure(settings: SettingsReader) {
  const { flag } = settings.section("Front ends");
  return {
    introspection: flag("INTROSPECTION", !settings.production, {
      about: "The gateway answers introspection.",
    }),
    maskErrors: flag("MASK_ERRORS", settings.production, {
      about: "Of an operation that is not valid, the gateway says only that it is not.",
    }),
  };
}
