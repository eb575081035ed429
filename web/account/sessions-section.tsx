/** Where the signed-in user is signed in, and how that ends. */
import { useQuery } from "@apollo/client/react";
import { endAllSessions, endSession, readError, sessionsQuery } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { Icon } from "../design/icon.js";
import { Notice } from "../design/notice.js";
import { Section } from "../design/page.js";
import { Badge, Skeleton } from "../design/placeholder.js";
import { RelativeTime } from "../design/relative-time.js";
import { showToast } from "../design/toast.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import { describeDevice } from "../session/describe-device.js";
import { finishWork } from "../session/leave.js";
import {
  noReauthentication,
  type Reauthentication,
  ReauthenticationFields,
  readReauthentication,
} from "./reauthentication.js";

/** What is to end. */
type Ending = { id: string; name: string } | "all";

/** The section. */
export function SessionsSection() {
  const { data, error } = useQuery(sessionsQuery, { fetchPolicy: "cache-and-network" });
  const [ending, setEnding] = useState<Ending | null>(null);
  const end = async (what: Ending) => {
    const failure = failureOf(await endNow(what));
    // The sign-in is some time ago: the server wants to know that it is the owner.
    if (failure?.code === "REAUTHENTICATION_REQUIRED") setEnding(what);
    else if (failure) showToast(failure.message);
  };
  return (
    <Section
      title="Sessions"
      lead="Where you are signed in."
      actions={<Button onClick={() => void end("all")}>End all sessions</Button>}
    >
      {data ? (
        <ul className="rows" aria-label="Sessions">
          {data.sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onEnd={(name) => void end({ id: session.id, name })}
            />
          ))}
        </ul>
      ) : error ? (
        <Notice tone="danger" live>
          <p>{readError(error).message}</p>
        </Notice>
      ) : (
        <Skeleton count={2} rows />
      )}
      <Dialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={ending === "all" ? "End all sessions" : "End this session"}
        description="Your sign-in is some time ago, so we ask for your password again."
      >
        {ending !== null && <EndForm ending={ending} onDone={() => setEnding(null)} />}
      </Dialog>
    </Section>
  );
}

interface RowProps {
  session: {
    createdAt: string;
    lastUsedAt: string;
    userAgent: string | null;
    ipAddress: string | null;
    current: boolean;
  };
  onEnd: (name: string) => void;
}

function SessionRow({ session, onEnd }: RowProps) {
  const { name, isPhone } = describeDevice(session.userAgent);
  const address = session.ipAddress ?? "unknown address";
  return (
    <li className="row">
      <Icon name={isPhone ? "phone" : "device"} />
      <div className="row__main">
        <div className="row__title">
          <span title={session.userAgent ?? ""}>{name}</span>
          {session.current && <Badge tone="accent">This one</Badge>}
        </div>
        <div className="row__detail">
          {address} · signed in <RelativeTime at={session.createdAt} /> · last used{" "}
          <RelativeTime at={session.lastUsedAt} />
        </div>
      </div>
      {!session.current && (
        <Button aria-label={`End the session of ${name}, ${address}`} onClick={() => onEnd(name)}>
          End
        </Button>
      )}
    </li>
  );
}

async function endNow(ending: Ending, proof: Partial<Reauthentication> = {}) {
  if (ending === "all") {
    await finishWork();
    return endAllSessions(client, proof);
  }
  const result = await endSession(client, { id: ending.id, ...proof });
  if (result.status !== "failed") showToast(`The session of ${ending.name} has ended.`);
  return result;
}

function EndForm({ ending, onDone }: { ending: Ending; onDone: () => void }) {
  const form = useForm(noReauthentication, async (values) => {
    const failure = failureOf(await endNow(ending, readReauthentication(values)));
    if (!failure) onDone();
    return failure;
  });
  return (
    <FormView form={form}>
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form} variant="danger">
          End
        </SubmitButton>
      </div>
    </FormView>
  );
}
