/** The sessions of a person, which an admin can end. */
import { useQuery } from "@apollo/client/react";
import { readError } from "@gatehouse/client";
import { Button } from "../../design/button.js";
import { Icon } from "../../design/icon.js";
import { Notice } from "../../design/notice.js";
import { Section } from "../../design/page.js";
import { Badge, Skeleton } from "../../design/placeholder.js";
import { RelativeTime } from "../../design/relative-time.js";
import { showToast } from "../../design/toast.js";
import { usePolling } from "../../lists/use-polling.js";
import { client } from "../../session/client.js";
import { describeDevice } from "../../session/describe-device.js";
import {
  endPersonSessionMutation,
  type PersonSessionsQuery,
  personSessionsQuery,
} from "./operations.generated.js";
import { AttemptError, type PersonRow, useAttempt } from "./person-actions.js";

type Session = PersonSessionsQuery["userSessions"][number];

const pollMilliseconds = 15_000;

/** The section. */
export function PersonSessions({ person }: { person: PersonRow }) {
  const { data, error, refetch } = useQuery(personSessionsQuery, {
    variables: { userId: person.id },
    fetchPolicy: "cache-and-network",
  });
  usePolling(() => refetch().catch(() => {}), pollMilliseconds);
  const attempt = useAttempt(person);
  const end = (session: Session, name: string) =>
    attempt.run(async () => {
      await client.mutate({ mutation: endPersonSessionMutation, variables: { id: session.id } });
      showToast(`The session of ${name} has ended.`);
      await refetch();
    });
  const sessions = data?.userSessions;
  return (
    <Section title="Sessions" lead="Where they are signed in.">
      <AttemptError attempt={attempt} />
      {sessions === undefined ? (
        error ? (
          <Notice tone="danger" live>
            <p>{readError(error).message}</p>
          </Notice>
        ) : (
          <Skeleton count={2} rows />
        )
      ) : sessions.length === 0 ? (
        <p className="section__text">Not signed in anywhere.</p>
      ) : (
        <ul className="rows" aria-label="Sessions">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={(name) => void end(session, name)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: Session; onEnd: (name: string) => void }) {
  const { name, isPhone } = describeDevice(session.userAgent);
  return (
    <li className="row">
      <Icon name={isPhone ? "phone" : "device"} />
      <div className="row__main">
        <div className="row__title">
          <span title={session.userAgent ?? ""}>{name}</span>
          {session.current && <Badge tone="accent">This one</Badge>}
        </div>
        <div className="row__detail">
          {session.ipAddress ?? "Unknown address"} · since <RelativeTime at={session.createdAt} /> · last used{" "}
          <RelativeTime at={session.lastUsedAt} />
        </div>
      </div>
      {!session.current && (
        <Button
          aria-label={`End the session of ${name}, ${session.ipAddress ?? ""}`}
          onClick={() => onEnd(name)}
        >
          End
        </Button>
      )}
    </li>
  );
}
