/** Reports the events that wait in the outboxes of a service. */
import type { Logger } from "../log.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { OutboxRelay } from "./outbox-relay.js";

/** Reports their number and the age of the oldest at each collection; without the database there are no values. */
export function reportOutbox(
  relay: Pick<OutboxRelay, "backlog">,
  { meter, hasMetrics }: Telemetry,
  log: Logger,
): void {
  if (!hasMetrics) return;
  const waiting = meter.createObservableGauge("gatehouse.outbox.documents", {
    unit: "{document}",
    description: "Documents with events that are not published yet",
  });
  const age = meter.createObservableGauge("gatehouse.outbox.oldest_age", {
    unit: "s",
    description: "Age of the oldest event that is not published yet; 0 where none waits",
  });
  meter.addBatchObservableCallback(
    async (result) => {
      try {
        const backlog = await relay.backlog();
        result.observe(waiting, backlog.waiting);
        const { oldestAt } = backlog;
        result.observe(age, oldestAt === null ? 0 : Math.max(0, (Date.now() - oldestAt.getTime()) / 1000));
      } catch (error) {
        log.debug({ err: error }, "the outbox cannot be read");
      }
    },
    [waiting, age],
  );
}
