/** The page of one account, for admins: its state, role, sessions, second factor and audit trail. */
import { useQuery } from "@apollo/client/react";
import { readError } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../../design/button.js";
import { ConfirmDialog } from "../../design/dialog.js";
import { Notice } from "../../design/notice.js";
import { Page, Section } from "../../design/page.js";
import { Badge, Skeleton } from "../../design/placeholder.js";
import { RelativeTime } from "../../design/relative-time.js";
import { showToast } from "../../design/toast.js";
import { namePerson } from "../../lists/person-name.js";
import { usePolling } from "../../lists/use-polling.js";
import { Link } from "../../router/link.js";
import type { PageProps } from "../../router/routes.js";
import { client } from "../../session/client.js";
import { useViewer } from "../../session/use-session.js";
import { AuditList } from "../audit/audit-list.js";
import {
  type PersonDetailsQuery,
  personDetailsQuery,
  resetPersonSecondFactorMutation,
} from "./operations.generated.js";
import "./people.css";
import { AdminButton, AttemptError, EnableButton, useAttempt } from "./person-actions.js";
import { PersonSessions } from "./person-sessions.js";

type Details = NonNullable<PersonDetailsQuery["user"]>;

const pollMilliseconds = 15_000;

/** The page. */
export function PersonPage({ id = "" }: PageProps) {
  const { data, error, refetch } = useQuery(personDetailsQuery, {
    variables: { id },
    fetchPolicy: "cache-and-network",
  });
  usePolling(() => refetch().catch(() => {}), pollMilliseconds);
  const person = data?.user;
  return (
    <Page title={person ? namePerson(person) : "Person"} lead={<Link to="/people">All people</Link>}>
      {person ? (
        <Person person={person} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Skeleton count={4} rows />
      )}
    </Page>
  );
}

function Failure({ error, onRetry }: { error: unknown; onRetry: () => Promise<unknown> }) {
  const { code, message } = readError(error);
  return (
    <Notice tone="danger" live>
      <p>{code === "NOT_FOUND" ? "There is no such account, or it is deleted." : message}</p>
      {code !== "NOT_FOUND" && (
        <div className="button-row">
          <Button onClick={() => void onRetry().catch(() => {})}>Try again</Button>
        </div>
      )}
    </Notice>
  );
}

function Person({ person }: { person: Details }) {
  return (
    <>
      <Account person={person} />
      <PersonSessions person={person} />
      <SecondFactor person={person} />
      <Section
        title="Audit trail"
        lead="What was done to this account."
        actions={
          <Link
            className="button button--secondary"
            to={`/audit-trail?actor=${encodeURIComponent(person.id)}`}
          >
            What they did
          </Link>
        }
      >
        <AuditList filter={{ subjectId: person.id }} withSubject={false} />
      </Section>
    </>
  );
}

function Account({ person }: { person: Details }) {
  const attempt = useAttempt(person);
  const nameId = "person-account";
  return (
    <Section
      title="Account"
      actions={
        <>
          <AdminButton person={person} attempt={attempt} nameId={nameId} />
          <EnableButton person={person} attempt={attempt} nameId={nameId} />
        </>
      }
    >
      <AttemptError attempt={attempt} />
      <p id={nameId} className="row__title">
        {person.username}
        {person.enabled ? <Badge tone="success">Enabled</Badge> : <Badge tone="danger">Disabled</Badge>}
        {person.roles.includes("ADMIN") && <Badge tone="accent">Admin</Badge>}
      </p>
      <dl className="facts">
        <dt>E-mail</dt>
        <dd>
          {person.email ?? "None"}{" "}
          {person.email &&
            (person.emailVerified ? <Badge tone="success">Confirmed</Badge> : <Badge>Not confirmed</Badge>)}
        </dd>
        <dt>Member since</dt>
        <dd>
          <RelativeTime at={person.createdAt} />
        </dd>
        <dt>Last sign-in</dt>
        <dd>{person.lastLoginAt ? <RelativeTime at={person.lastLoginAt} /> : "Never"}</dd>
      </dl>
    </Section>
  );
}

function SecondFactor({ person }: { person: Details }) {
  const attempt = useAttempt(person);
  const [isAsking, setAsking] = useState(false);
  const isOwn = useViewer()?.id === person.id;
  const reset = () =>
    attempt.run(async () => {
      setAsking(false);
      await client
        .mutate({ mutation: resetPersonSecondFactorMutation, variables: { id: person.id } })
        .then(() => showToast(`${namePerson(person)} signs in by password alone from now on.`))
        .catch((thrown: unknown) => {
          if (readError(thrown).code !== "NOT_FOUND") throw thrown;
          showToast("This account has no authenticator app and no passkeys.");
        });
    });
  return (
    <Section
      title="Second factor"
      lead="For a person who has lost their phone or key. Make sure by another way that it is them."
      actions={
        isOwn ? (
          <Link className="button button--secondary" to="/security">
            Your security page
          </Link>
        ) : (
          <Button busy={attempt.busy} onClick={() => setAsking(true)}>
            Reset second factor
          </Button>
        )
      }
    >
      <AttemptError attempt={attempt} />
      <p>
        {person.secondFactorEnabled ? "An authenticator app is set up." : "No authenticator app is set up."}
      </p>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Reset second factor"
        description={`The authenticator app, recovery codes and passkeys of ${namePerson(person)} are removed, and all sessions end.`}
        action="Reset"
        onConfirm={() => void reset()}
      />
    </Section>
  );
}
