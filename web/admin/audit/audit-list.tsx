/** The entries of the audit trail that a filter lets through, newest first. */

import { Badge, EmptyState } from "../../design/placeholder.js";
import { RelativeTime } from "../../design/relative-time.js";
import { ListView } from "../../lists/list-view.js";
import { namePerson, type Person } from "../../lists/person-name.js";
import { useList } from "../../lists/use-list.js";
import { Link } from "../../router/link.js";
import { describeDevice } from "../../session/describe-device.js";
import { nameEvent } from "./event-types.js";
import { type AuditFilter, type AuditTrailQuery, auditTrailQuery } from "./operations.generated.js";
import "./audit.css";

type Entry = AuditTrailQuery["auditEvents"]["edges"][number]["node"];

const pollMilliseconds = 15_000;

interface Props {
  filter: AuditFilter;
  /** False where every entry has the same one. */
  withSubject?: boolean;
}

/** The list. */
export function AuditList({ filter, withSubject = true }: Props) {
  const list = useList(auditTrailQuery, "auditEvents", { filter }, { pollMilliseconds });
  return (
    <ListView list={list} empty={<EmptyState icon="trail" title="No entries" />}>
      {(entries) => (
        <ul className="rows list" aria-label="Audit trail">
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} withSubject={withSubject} />
          ))}
        </ul>
      )}
    </ListView>
  );
}

const tones = { success: "success", failure: "warning", denied: "danger" } as const;

function EntryRow({ entry, withSubject }: { entry: Entry; withSubject: boolean }) {
  const { actor, subject, type, outcome, reason, ipAddress, userAgent, time } = entry;
  const tone = tones[outcome as keyof typeof tones];
  const showSubject = withSubject && subject !== null && subject.id !== actor?.id;
  return (
    <li className="row audit">
      <div className="row__main">
        <div className="row__title">
          <span>{nameEvent(type)}</span>
          <Badge {...(tone && { tone })}>{outcome}</Badge>
          {reason && <span className="audit__reason">{reason}</span>}
        </div>
        <div className="row__detail">
          by {actor ? <PersonLink person={actor} /> : "no account that is known"}
          {showSubject && (
            <>
              {" "}
              to <PersonLink person={subject} />
            </>
          )}
          {ipAddress && ` · ${ipAddress}`}
          {userAgent && ` · ${describeDevice(userAgent).name}`}
        </div>
        <Details entry={entry} />
      </div>
      <div className="audit__time">
        <RelativeTime at={time} />
      </div>
    </li>
  );
}

/** What helps to find the same request in the logs. */
function Details({ entry: { type, sessionId, requestId, userAgent } }: { entry: Entry }) {
  const facts = [
    ["Type", type],
    ["Request", requestId],
    ["Session", sessionId],
    ["User agent", userAgent],
  ] as const;
  return (
    <details className="audit__details">
      <summary>Details</summary>
      <dl className="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className="audit__fact">
                <dt>{name}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ),
        )}
      </dl>
    </details>
  );
}

function PersonLink({ person }: { person: Person }) {
  if (person.deleted) return <>{namePerson(person)}</>;
  return <Link to={`/people/${encodeURIComponent(person.id)}`}>{namePerson(person)}</Link>;
}
