/** Reads the options of a ceremony from JSON, as `PublicKeyCredential.parse…OptionsFromJSON` does in newer browsers. */
import { decodeBase64url } from "../base64url.js";

interface Descriptor {
  id: string;
}

/** Options in JSON, as far as they hold binary values (WebAuthn Level 3, 5.1.8 and 5.1.9). */
interface OptionsJson {
  challenge: string;
  user?: { id: string };
  excludeCredentials?: Descriptor[];
  allowCredentials?: Descriptor[];
}

/** Returns the options for `navigator.credentials`: the same, with bytes in place of base64url. */
export function readCredentialOptions(json: string): object {
  const { challenge, user, excludeCredentials, allowCredentials, ...rest } = JSON.parse(json) as OptionsJson;
  const decodeIds = (list: Descriptor[]) => list.map((one) => ({ ...one, id: decodeBase64url(one.id) }));
  return {
    ...rest,
    challenge: decodeBase64url(challenge),
    ...(user && { user: { ...user, id: decodeBase64url(user.id) } }),
    ...(excludeCredentials && { excludeCredentials: decodeIds(excludeCredentials) }),
    ...(allowCredentials && { allowCredentials: decodeIds(allowCredentials) }),
  };
}
