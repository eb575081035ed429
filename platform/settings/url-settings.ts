/** Reads settings that are URLs. */

import { quoteUrlSetting, rememberCredentials } from "../text/redact.js";
import { requireUrlText, type UrlForm, UrlProblem } from "../text/url-text.js";
import { declareSetting, oneOf, type SettingText } from "./declared-setting.js";
import { readSecretText } from "./secret-text.js";
import type { SettingsCore } from "./settings-core.js";

/** Creates the readers. */
export function createUrlReaders(core: SettingsCore, title: string, production: boolean) {
  const { raw, complain, requireSet, declare } = core;
  return {
    /**
     * An http or https URL that is the base of others, without a slash at its end. Without `path`, it has only scheme,
     * host and port.
     */
    url(name: string, fallback: string, { path = false, ...text }: { path?: boolean } & SettingText): string {
      const why = production ? text.requiredInProduction : undefined;
      const form = { defaultValue: fallback, values: "http or https URL", isRequired: why !== undefined };
      declare(declareSetting(title, name, text, form));
      const given = raw(name);
      requireSet(name, given, why);
      const value = given ?? fallback;
      rememberCredentials(value);
      const problem = problemOfBaseUrl(value, path);
      if (problem !== null) complain(`${name} ${problem}`);
      return value.replace(/\/+$/, "");
    },

    /**
     * The result of `parse` for a URL that may contain credentials, from NAME or from the file that NAME_FILE names;
     * undefined when it is not set, or wrong. `required` is `requiredInProduction` in every mode.
     */
    credentialUrl<Parsed>(
      name: string,
      form: UrlForm,
      parse: (text: string) => Parsed,
      { required, ...text }: { required?: string | undefined } & SettingText,
    ): Parsed | undefined {
      const why = required ?? (production ? text.requiredInProduction : undefined);
      const values = `URL: ${oneOf(form.schemes)}`;
      const isRequired = why !== undefined;
      declare(declareSetting(title, name, text, { defaultValue: null, values, isRequired, isSecret: true }));
      const value = readSecretText(core, name);
      if (value === null) return undefined;
      requireSet(name, value, why);
      if (value === undefined) return undefined;
      rememberCredentials(value);
      try {
        requireUrlText(value, form);
        return parse(value);
      } catch (error) {
        if (!(error instanceof UrlProblem)) throw error;
        complain(`${name} ${error.message}`);
        return undefined;
      }
    },
  };
}

/** Returns why a text is not a base URL, as the end of a sentence; null when it is one. */
function problemOfBaseUrl(text: string, mayHavePath: boolean): string | null {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || !/^https?:\/\//i.test(text) || !/^https?:$/.test(parsed.protocol)) {
    return `must be an http or https URL; it is ${quoteUrlSetting(text)}.`;
  }
  if (parsed.username !== "" || parsed.password !== "" || text.includes("@")) {
    return "must not hold a name or a password: they would not be sent.";
  }
  if (/[?#\s\\]/.test(text)) return "must not have a query, a fragment or a space in it.";
  if (!mayHavePath && parsed.pathname !== "/") return `must have no path; write ${parsed.origin}.`;
  return null;
}
