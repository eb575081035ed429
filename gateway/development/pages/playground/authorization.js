/** Keeps the header Authorization of each tab at the session's token, unless another one is typed there. */
import { readHeaders, writeHeaders } from "./editors.js";

const bearer = (token) => `Bearer ${token}`;
const isAuthorization = (name) => name.toLowerCase() === "authorization";

/** Returns the headers to send: with the current token in place of one that this page has had. */
export function authorize(headers, session) {
  const { accessToken } = session.state;
  const typed = Object.keys(headers ?? {}).find(isAuthorization);
  if (typed !== undefined && !isOwn(headers[typed], session)) return headers;
  const { [typed]: _old, ...rest } = headers ?? {};
  return accessToken === null ? rest : { ...rest, Authorization: bearer(accessToken) };
}

/** Shows the same in the editor of the current tab. */
export function showAuthorization(session) {
  const text = readHeaders();
  try {
    const headers = text.trim() === "" ? {} : JSON.parse(text);
    const shown = authorize(headers, session);
    writeHeaders(Object.keys(shown).length === 0 ? "" : JSON.stringify(shown, null, 2));
  } catch {
    // It is being typed.
  }
}

/** Are these headers those of the session? */
export const isOfSession = (headers, { state }) =>
  state.accessToken !== null && headers.Authorization === bearer(state.accessToken);

const isOwn = (value, session) => {
  const token = /^bearer\s+(\S*)\s*$/i.exec(String(value))?.[1];
  return token === "" || session.isOwn(token);
};
