/** The session of this page. Its tokens are in memory alone; the access token is refreshed before it expires. */
import { codesOf, send } from "./graph.js";

const payload = "accessToken refreshToken expiresIn";
const refreshDocument = `mutation Refresh($input: RefreshInput!) { refresh(input: $input) { ${payload} } }`;
const loginDocument = `mutation Login($input: LoginInput!) { login(input: $input) { ${payload} } }`;
const codeDocument = `mutation LoginWithCode($input: LoginWithCodeInput!) { loginWithCode(input: $input) { ${payload} } }`;
const logoutDocument = "mutation Logout { logout { revokedSessions } }";

/** A refresh begins when this part of the token's life is left, and not more than half a minute. */
const leftPart = 0.25;
const mostLeftMilliseconds = 30_000;
/** A refresh that got no answer is repeated while the server still accepts the same token from the same client. */
const retryMilliseconds = [500, 1_000, 2_000, 4_000, 15_000, 30_000];
/** Tokens of this page that may still stand in the headers of a tab. */
const rememberedTokens = 50;

/** The browser keeps no refresh token for scripts to see (setting REFRESH_COOKIE). */
const inCookie = "";

/** Creates the session; `onChange` is called with its state after each change. */
export function createSession({ cookie, onChange }) {
  let state = signedOut("");
  let timer;
  let refreshing = null;
  const issued = [];

  const change = (next) => {
    clearTimeout(timer);
    state = next;
    if (state.refreshToken !== null) timer = setTimeout(refresh, Math.max(0, state.refreshAt - Date.now()));
    else if (state.accessToken !== null)
      timer = setTimeout(expire, Math.max(0, state.expiresAt - Date.now()));
    onChange(state);
  };

  /** Takes over tokens of an answer, whichever operation asked for them. */
  const adopt = ({ accessToken, refreshToken = null }) => {
    const { name, lifeMilliseconds } = readToken(accessToken);
    const left = Math.min(mostLeftMilliseconds, lifeMilliseconds * leftPart);
    const expiresAt = Date.now() + lifeMilliseconds;
    issued.push(accessToken);
    issued.splice(0, issued.length - rememberedTokens);
    change({ accessToken, refreshToken, name, note: "", expiresAt, refreshAt: expiresAt - left });
  };

  const expire = () => change(signedOut(`${state.name}'s token has expired. Sign in again.`));

  const tryRefresh = async () => {
    const { refreshToken, name } = state;
    for (const pause of [...retryMilliseconds, null]) {
      const { answer } = await send({ query: refreshDocument, variables: { input: { refreshToken } } });
      if (state.refreshToken !== refreshToken) return true;
      if (answer.data?.refresh) {
        adopt(answer.data.refresh);
        return true;
      }
      const isTransient = codesOf(answer).some((code) => transientCodes.has(code));
      if (!isTransient || pause === null) {
        const isLost = refreshToken === inCookie && !navigator.cookieEnabled;
        const ending = endings[isLost ? "noCookie" : codesOf(answer)[0]];
        const reason = isTransient ? "The gateway does not answer." : ending;
        change(signedOut(`${name}'s session has ended. ${reason ?? ""} Sign in again.`));
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };

  /** Refreshes once, however many ask for it; returns whether there is a fresh token. */
  const refresh = () => {
    if (state.refreshToken === null) return Promise.resolve(false);
    refreshing ??= tryRefresh().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  const signIn = async (query, field, input) => {
    const { answer } = await send({ query, variables: { input } });
    const tokens = answer.data?.[field];
    if (tokens) adopt(tokens);
    return answer;
  };

  const api = {
    adopt,
    refresh,
    get state() {
      return state;
    },
    /** Is this a token that the page has had, now or before? */
    isOwn: (token) => issued.includes(token),
    /** Timers stand still while a machine sleeps: so this is called before each operation. */
    beFresh: () => refreshing ?? (Date.now() >= state.refreshAt ? refresh() : undefined),
    login: (input) => signIn(loginDocument, "login", input),
    loginWithCode: (input) => signIn(codeDocument, "loginWithCode", input),
    /** Continues the session of the browser's cookie, if there is one. */
    async restore() {
      if (!cookie) return;
      const variables = { input: { refreshToken: inCookie } };
      const { answer } = await send({ query: refreshDocument, variables });
      if (answer.data?.refresh && state.accessToken === null) adopt(answer.data.refresh);
    },
    async signOut() {
      await api.beFresh();
      const { accessToken } = state;
      if (accessToken === null) return;
      change(signedOut("You are signed out."));
      const headers = { authorization: `Bearer ${accessToken}` };
      const { answer } = await send({ query: logoutDocument }, { headers });
      if (codesOf(answer).includes("NO_ANSWER"))
        change(signedOut("The gateway does not answer: the session may be active still."));
    },
    /** The session was ended elsewhere, or its refresh token was used by hand. */
    end: (note) => change(signedOut(note)),
    /** The refresh token was sent by an operation that did not ask for the next one. */
    forgetRefreshToken: () => change({ ...state, refreshToken: null }),
  };
  return api;
}

const signedOut = (note) => ({ accessToken: null, refreshToken: null, name: "", note, refreshAt: Infinity });

const transientCodes = new Set([
  "NO_ANSWER",
  "NO_JSON",
  "SERVICE_UNAVAILABLE",
  "RATE_LIMITED",
  "INTERNAL_SERVER_ERROR",
]);
const endings = {
  TOKEN_REUSED: "Its refresh token was used twice.",
  UNAUTHENTICATED: "It expired, or was ended elsewhere.",
  noCookie: "The browser keeps no cookies, which this gateway needs (setting REFRESH_COOKIE).",
};

/** Reads a JSON Web Token (RFC 7519) without verifying it: the gateway does. The life is by the server's own clock. */
function readToken(token) {
  try {
    const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0));
    const { preferred_username: name, exp, iat } = JSON.parse(new TextDecoder().decode(bytes));
    return { name: String(name), lifeMilliseconds: (exp - iat) * 1000 };
  } catch {
    return { name: "unknown", lifeMilliseconds: 0 };
  }
}
