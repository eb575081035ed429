/** Makes sure that a service has heard of every revocation before it trusts a token, also when events cannot reach it. */
import type { Pool } from "undici";
import { unavailable } from "../errors.js";
import type { EventBus } from "../events/bus.js";
import { gatewaySecretHeader } from "../http/gateway-secret.js";
import type { Logger } from "../log.js";
import { type Claims, isAdmin } from "./claims.js";
import type { RevocationSnapshot, Revocations } from "./revocations.js";

/** Path at the auth subgraph that answers a RevocationSnapshot to whoever holds the gateway's secret. */
export const revocationsPath = "/internal/revocations";

const timing = {
  /** Without events, what auth said is good for this long: so a ban bites within a second all the same. */
  freshMilliseconds: 1_000,
  /** After a failure auth is left alone for this long. */
  retryMilliseconds: 500,
  /** With auth away too, ordinary callers are still served for this long since it was last heard. */
  blindMilliseconds: 60_000,
  timeoutMilliseconds: 4_000,
  /** Also while events come, auth is asked this often: so a forged event, or one lost unnoticed, has no lasting effect. */
  recheckMilliseconds: 30_000,
};

/** Resolves when the list of revocations is complete enough to judge these claims. @throws AppError SERVICE_UNAVAILABLE. */
export type CatchUp = (claims: Claims) => Promise<void>;

/**
 * While every subscription is served, events keep the list complete, once auth has been asked what went before; it is
 * asked again now and then, which no request waits for. While events do not come (a broker away, or none, or no beat
 * comes through), auth is asked again at most every second; and at once when two events contradict each other. When auth does not answer
 * either, the policy is: an admin's token is refused (it could do the most harm); any other is accepted for a
 * minute since auth was last heard, and refused after that, and at a start that has never heard it.
 */
export function createCatchUp(
  askAuth: () => Promise<RevocationSnapshot>,
  bus: EventBus,
  revocations: Revocations,
  log: Logger,
): CatchUp {
  /** Nothing can have been missed since auth was asked last. */
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
      log.warn({ err: error }, "auth did not say which tokens are revoked");
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
    // By the time of the request: on a busy machine an answer may take as long as it is good for.
    const arrivedAt = performance.now();
    const heardWithin = (milliseconds: number) => arrivedAt - heardAt < milliseconds;
    // Once events flow, one question closes the gap behind them; without them, each answer is good for a moment.
    const recheck = complete && bus.transport !== "in-process" && !heardWithin(timing.recheckMilliseconds);
    if (recheck) void askUnlessItFailed();
    if (
      isComplete() ||
      (!bus.isConnected() && !revocations.isInDoubt() && heardWithin(timing.freshMilliseconds))
    )
      return;
    await askUnlessItFailed();
    if (isComplete() || heardWithin(timing.freshMilliseconds)) return;
    // The question that was under way had been asked too long before this request.
    await askUnlessItFailed();
    if (isComplete() || heardWithin(timing.freshMilliseconds)) return;
    if (!isAdmin(claims) && heardWithin(timing.blindMilliseconds)) return;
    throw unavailable("It cannot be checked right now whether this session has ended; try again.");
  };
}

/** Creates the question to auth over HTTP; auth itself asks its database. */
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
