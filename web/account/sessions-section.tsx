/** Where the signed-in user is signed in, and how that ends. */
import { useQuery } from "@apollo/client/react";
import { readError, signOut } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { Icon } from "../design/icon.js";
import { Notice } from "../design/notice.js";
import { Section } from "../design/page.js";
import { Badge, Skeleton } from "../design/placeholder.js";
import { RelativeTime } from "../design/relative-time.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import { describeDevice } from "./describe-device.js";
import {
  endAllSessionsMutation,
  endSessionMutation,
  ownSessionsQuery,
  type SessionRowFragment,
} from "./operations.generated.js";
import {
  noReauthentication,
  type Reauthentication,
  ReauthenticationFields,
  readReauthentication,
} from "./reauthentication.js";

/** What is to end: one session, or all; null for nothing. */
type Ending = { id: string; name: string } | "all" | null;

/** The section. */
export function SessionsSection() {
  const { data, error } = useQuery(ownSessionsQuery, { fetchPolicy: "cache-and-network" });
  const [ending, setEnding] = useState<Ending>(null);
  const end = async (what: NonNullable<Ending>) => {
    try {
      await endNow(what, {});
    } catch (thrown) {
      const failure = readError(thrown);
      // The sign-in is some time ago: the server wants to know that it is the owner.
      if (failure.code === "REAUTHENTICATION_REQUIRED") setEnding(what);
      else showToast(failure.message);
    }
  };
  const sessions = data?.sessions;
  return (
    <Section
      title="Sessions"
      lead="Where you are signed in."
      actions={<Button onClick={() => void end("all")}>Sign out everywhere</Button>}
    >
      {sessions === undefined ? (
        error ? (
          <Notice tone="danger" live>
            <p>{readError(error).message}</p>
          </Notice>
        ) : (
          <Skeleton count={2} rows />
        )
      ) : (
        <ul className="rows" aria-label="Sessions">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onEnd={(name) => void end({ id: session.id, name })}
            />
          ))}
        </ul>
      )}
      <Dialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={ending === "all" ? "Sign out everywhere" : "End this session"}
        description="Your sign-in is some time ago, so we ask for your password again."
      >
        {ending !== null && <EndForm ending={ending} onDone={() => setEnding(null)} />}
      </Dialog>
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: SessionRowFragment; onEnd: (name: string) => void }) {
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
      {session.current ? (
        <Button aria-label={`Sign out on this device, ${name}`} onClick={() => void leave()}>
          Sign out
        </Button>
      ) : (
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

async function leave(): Promise<void> {
  const result = await signOut(client);
  if (result.status === "failed") showToast(`You are still signed in. ${result.error.message}`);
}

async function endNow(ending: NonNullable<Ending>, proof: Partial<Reauthentication>): Promise<void> {
  if (ending === "all") {
    await client.mutate({ mutation: endAllSessionsMutation, variables: proof });
    // The server has ended this session too; asking for it tells the kit, and so every tab.
    await client.session.refresh().catch(() => {});
    return;
  }
  await client.mutate({
    mutation: endSessionMutation,
    variables: { id: ending.id, ...proof },
    refetchQueries: [ownSessionsQuery],
  });
  showToast(`The session of ${ending.name} has ended.`);
}

function EndForm({ ending, onDone }: { ending: NonNullable<Ending>; onDone: () => void }) {
  const form = useForm(noReauthentication, async (values) => {
    await endNow(ending, readReauthentication(values));
    onDone();
  });
  return (
    <FormView form={form} label="End sessions">
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form} variant="danger">
          {ending === "all" ? "Sign out everywhere" : "End"}
        </SubmitButton>
      </div>
    </FormView>
  );
}
