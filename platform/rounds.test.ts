import { expect, it } from "@jest/globals";
import { currentWork, RequestWork, runForRequest } from "./request-work.js";
import { createRounds } from "./rounds.js";
import { currentTrace, runInTrace } from "./telemetry/current-trace.js";
import { Trace } from "./telemetry/trace.js";

it("rounds have neither the deadline nor the trace of the request that wakes them", async () => {
  const seen: { millisecondsLeft: number; trace: Trace | undefined }[] = [];
  const rounds = createRounds(
    async () => {
      seen.push({ millisecondsLeft: currentWork().millisecondsLeft, trace: currentTrace() });
      return false;
    },
    1,
    () => {},
  );
  const work = new RequestWork("192.0.2.1", performance.now());
  const trace = new Trace("request-1", undefined);
  await runForRequest(work, () => runInTrace(trace, () => rounds.wake()));
  // The round after it, which a timer starts.
  while (seen.length < 2) await new Promise(setImmediate);
  await rounds.stop();
  const own = { millisecondsLeft: Infinity, trace: undefined };
  expect(seen.slice(0, 2)).toEqual([own, own]);
});
