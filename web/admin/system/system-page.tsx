/** The page "System": the services, their databases and events, and a test event, for admins. */
import { useQuery } from "@apollo/client/react";
import { readError } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../../design/button.js";
import { Notice } from "../../design/notice.js";
import { Page, Section } from "../../design/page.js";
import { Badge, Skeleton } from "../../design/placeholder.js";
import { RelativeTime } from "../../design/relative-time.js";
import { OfflineNotice } from "../../lists/list-view.js";
import { usePolling } from "../../lists/use-polling.js";
import { type SystemStatusQuery, systemStatusQuery } from "./operations.generated.js";
import "./system.css";
import { TestEventSection } from "./test-event-section.js";

type Status = SystemStatusQuery["systemStatus"][number];

const pollMilliseconds = 5_000;

/** The page. */
export function SystemPage() {
  const { data, error, refetch } = useQuery(systemStatusQuery, { fetchPolicy: "cache-and-network" });
  const [failure, setFailure] = useState<string | null>(null);
  const ask = () =>
    refetch()
      .then(() => setFailure(null))
      .catch((thrown: unknown) => setFailure(readError(thrown).message));
  usePolling(ask, pollMilliseconds);
  const services = data?.systemStatus;
  const message = failure ?? (error && services === undefined ? readError(error).message : null);
  return (
    <Page title="System" lead="Asked again every five seconds.">
      <OfflineNotice />
      {message !== null && (
        <Notice tone="danger" live>
          <p>
            {services && "What is shown may not be up to date. "}
            {message}
          </p>
          <div className="button-row">
            <Button onClick={() => void ask()}>Try again</Button>
          </div>
        </Notice>
      )}
      {services && <Summary services={services} />}
      {services ? (
        <div className="services">
          {services.map((status) => (
            <Service key={status.service} status={status} />
          ))}
        </div>
      ) : (
        message === null && <Skeleton count={3} rows />
      )}
      <TestEventSection />
    </Page>
  );
}

/** One sentence for all, announced when it changes. */
function Summary({ services }: { services: readonly Status[] }) {
  const ill = services.filter(({ healthy }) => !healthy).map(({ service }) => service);
  return (
    <Notice tone={ill.length === 0 ? "success" : "danger"} live>
      <p>{ill.length === 0 ? "All services are healthy." : `Not healthy: ${ill.join(", ")}.`}</p>
    </Notice>
  );
}

function Service({ status }: { status: Status }) {
  const { service, healthy, databaseTime, databaseLatencyMs, detail } = status;
  return (
    <Section
      title={service}
      actions={healthy ? <Badge tone="success">Healthy</Badge> : <Badge tone="danger">Not healthy</Badge>}
    >
      {detail && (
        <Notice tone="warning">
          <p>{detail}</p>
        </Notice>
      )}
      <dl className="facts">
        <dt>Database</dt>
        <dd>{databaseLatencyMs === null ? "No answer" : `${databaseLatencyMs.toFixed(1)} ms`}</dd>
        <dt>Its clock</dt>
        <dd>
          {databaseTime === null ? "Unknown" : <time dateTime={databaseTime}>{sayTime(databaseTime)}</time>}
        </dd>
        <EventFacts status={status} />
      </dl>
    </Section>
  );
}

function EventFacts({ status }: { status: Status }) {
  const { eventTransport, eventsConnected, eventsServedSince, lastBeatAt } = status;
  const { eventsWaiting, oldestEventAgeSeconds } = status;
  return (
    <>
      <dt>Events by</dt>
      <dd>
        {eventTransport ?? "Unknown"}{" "}
        {eventsConnected === false && <Badge tone="danger">Not connected</Badge>}
      </dd>
      <dt>Served since</dt>
      <dd>
        {eventsServedSince ? <RelativeTime at={eventsServedSince} /> : "Not now: some events may be missed"}
      </dd>
      {lastBeatAt && (
        <>
          <dt>Last beat</dt>
          <dd>
            <RelativeTime at={lastBeatAt} />
          </dd>
        </>
      )}
      <dt>Backlog</dt>
      <dd>
        {eventsWaiting === null
          ? "Unknown"
          : `${eventsWaiting} ${eventsWaiting === 1 ? "event" : "events"} waiting`}
        {oldestEventAgeSeconds !== null && `, the oldest for ${Math.round(oldestEventAgeSeconds)} s`}
      </dd>
    </>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const sayTime = (instant: string): string => clock.format(new Date(instant));
