/** Ensures that a service knows every revocation before it trusts a token, also when events do not reach it. */
import type { Pool } from "undici";
import { unavailable } from "../errors.js";
import type { EventBus } from "../events/bus.js";
import { gatewaySecretHeader } from "../http/gateway-secret.js";
import type { Logger } from "../log.js";
import { type Claims, isAdmin } from "./claims.js";
import type { RevocationSnapshot, Revocations } from "./revocations.js";

/** Path at the auth subgraph; returns a RevocationSnapshot to holders of the gateway's secret. */
export const revocationsPath = "/internal/revocations";

const timing = {
  /** Without events, auth's list is used for this long: so a ban takes effect within a second. */
  freshMilliseconds: 1_000,
  /** After a failure auth is not asked for this long. */
  retryMilliseconds: 500,
  /** When auth is away too, tokens without admin rights are accepted for this long since its last list. */
  blindMilliseconds: 60_000,
  timeoutMilliseconds: 4_000,
  /** With events, auth is asked at this interval: so a forged event, or a lost one, has no lasting effect. */
  recheckMilliseconds: 30_000,
};

/**
 * Resolves when the list of revocations is complete enough to judge these claims.
 * @throws AppError SERVICE_UNAVAILABLE.
 */
export type CatchUp = (claims: Claims) => Promise<void>;

/**
 * While every subscription is served, events keep the list complete, once auth has been asked for the revocations
 * before them; auth is then asked from time to time, which delays no request. While events do not arrive (no broker, a
 * broker that is away, or no beat), auth is asked at most every second. It is asked at once when two events contradict
 * each other. When auth does not respond either, an admin's token is refused, because it could do the most harm; any
 * other token is accepted for a minute since auth's last list, and refused after that, or when there never was one.
 */
export function createCatchUp(
  askAuth: () => Promise<RevocationSnapshot>,
  bus: EventBus,
  revocations: Revocations,
  log: Logger,
): CatchUp {
  /** No revocation can have been missed since auth was last asked. */
  let complete = false;
  let interruptions = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let question: Promise<void> | null = null;
  bus.onConnectionChange(() => {
    complete = false;
    interruptions += 1;
  });

  const ask = async () => {
    const connected = bus.isConnected();
    const before = interruptions;
    const askedAt = performance.now();
    const mark = revocations.mark();
    try {
      revocations.load(await askAuth(), mark);
      heardAt = askedAt;
      complete = connected && bus.isConnected() && before === interruptions;
    } catch (error) {
      failedAt = performance.now();
      log.warn({ err: error }, "the list of revocations could not be read from auth");
    } finally {
      question = null;
    }
  };

  const isComplete = () => complete && !revocations.isInDoubt();
  const askUnlessItFailed = async () => {
    if (performance.now() - failedAt <= timing.retryMilliseconds) return;
    question ??= ask();
    await question;
  };

  return async (claims) => {
    // Measured from the request: on a busy machine a response may take as long as it may be used.
    const arrivedAt = performance.now();
    const heardWithin = (milliseconds: number) => arrivedAt - heardAt < milliseconds;
    // With events, one question covers the time before them; without events, each list is used for a moment only.
    const recheck = complete && bus.transport !== "in-process" && !heardWithin(timing.recheckMilliseconds);
    if (recheck) void askUnlessItFailed();
    if (
      isComplete() ||
      (!bus.isConnected() && !revocations.isInDoubt() && heardWithin(timing.freshMilliseconds))
    )
      return;
    await askUnlessItFailed();
    if (isComplete() || heardWithin(timing.freshMilliseconds)) return;
    // The question in progress was sent too long before this request.
    await askUnlessItFailed();
    if (isComplete() || heardWithin(timing.freshMilliseconds)) return;
    if (!isAdmin(claims) && heardWithin(timing.blindMilliseconds)) return;
    throw unavailable("It cannot be checked right now whether this session has ended; try again.");
  };
}

/** Creates the query to auth over HTTP; auth itself reads its database. */
export function createRevocationQuestion(auth: Pool, gatewaySecret: string) {
  return async (): Promise<RevocationSnapshot> => {
    const { statusCode, body } = await auth.request({
      method: "GET",
      path: revocationsPath,
      headers: { [gatewaySecretHeader]: gatewaySecret },
      headersTimeout: timing.timeoutMilliseconds,
      bodyTimeout: timing.timeoutMilliseconds,
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`Auth answered ${statusCode}.`);
    }
    return (await body.json()) as RevocationSnapshot;
  };
}
