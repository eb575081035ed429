/** What an admin does with another account: each with what the server says against it, beside the button. */
import { type GatehouseError, readError } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../../design/button.js";
import { ConfirmDialog } from "../../design/dialog.js";
import { Icon } from "../../design/icon.js";
import { showToast } from "../../design/toast.js";
import { changing } from "../../lists/changes.js";
import { namePerson } from "../../lists/person-name.js";
import { client } from "../../session/client.js";
import { useViewer } from "../../session/use-session.js";
import {
  disablePersonMutation,
  enablePersonMutation,
  type PersonRowFragment,
  setPersonRolesMutation,
} from "./operations.generated.js";

/** An account as the list of people has it. */
export type PersonRow = PersonRowFragment;

/** One action at a time, and why the last one was refused. */
export interface Attempt {
  busy: boolean;
  error: string | null;
  run: (action: () => Promise<void>) => Promise<void>;
}

/** Says what to do where the server's word alone does not. */
function explain(error: GatehouseError, person: PersonRow): string {
  if (
    error.code === "FORBIDDEN" &&
    person.roles.includes("ADMIN") &&
    /last enabled admin/.test(error.message)
  ) {
    return "This is the last enabled admin: make another person an admin first.";
  }
  return error.message;
}

/** Runs actions on an account. */
export function useAttempt(person: PersonRow): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  return {
    busy,
    error,
    async run(action) {
      setBusy(true);
      setError(null);
      await changing(action).catch((thrown: unknown) => {
        const failure = readError(thrown);
        if (failure.code !== "CANCELLED") setError(explain(failure, person));
      });
      setBusy(false);
    },
  };
}

/** Why the last action was refused. */
export function AttemptError({ attempt: { error } }: { attempt: Attempt }) {
  return (
    <div role="alert" className="announcements">
      {error !== null && (
        <p className="field__error">
          <Icon name="error" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

interface Props {
  person: PersonRow;
  attempt: Attempt;
  onDone?: () => void;
  /** The id of the element that names the person. */
  nameId: string;
}

const setEnabled = async (person: PersonRow, isEnabled: boolean) => {
  const mutation = isEnabled ? enablePersonMutation : disablePersonMutation;
  await client.mutate({ mutation: mutation as typeof enablePersonMutation, variables: { id: person.id } });
};

/** Enables or disables an account. Another's is disabled at once, since that can be taken back; one's own is asked for. */
export function EnableButton({ person, attempt, onDone = () => {}, nameId }: Props) {
  const isOwn = useViewer()?.id === person.id;
  const [isAsking, setAsking] = useState(false);
  const change = (isEnabled: boolean) =>
    attempt.run(async () => {
      await setEnabled(person, isEnabled);
      const name = namePerson(person);
      showToast(isEnabled ? `${name} is enabled.` : `${name} is disabled and signed out everywhere.`);
      onDone();
    });
  return (
    <>
      <Button
        busy={attempt.busy}
        aria-describedby={nameId}
        onClick={() => (isOwn && person.enabled ? setAsking(true) : void change(!person.enabled))}
      >
        {person.enabled ? "Disable" : "Enable"}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Disable your own account"
        description="You are signed out at once, and only another admin can enable the account again."
        action="Disable"
        onConfirm={() => {
          setAsking(false);
          void change(false);
        }}
      />
    </>
  );
}

/** Gives or takes the role of an admin. */
export function AdminButton({ person, attempt, onDone = () => {}, nameId }: Props) {
  const isAdmin = person.roles.includes("ADMIN");
  const isOwn = useViewer()?.id === person.id;
  const [isAsking, setAsking] = useState(false);
  const change = () =>
    attempt.run(async () => {
      const roles = isAdmin ? (["USER"] as const) : (["USER", "ADMIN"] as const);
      await client.mutate({ mutation: setPersonRolesMutation, variables: { id: person.id, roles } });
      showToast(`${namePerson(person)} is ${isAdmin ? "no admin any more" : "an admin"}.`);
      // The pages for admins go away with the role.
      if (isOwn) await client.session.refresh();
      onDone();
    });
  return (
    <>
      <Button busy={attempt.busy} aria-describedby={nameId} onClick={() => setAsking(true)}>
        {isAdmin ? "Remove as admin" : "Make an admin"}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={isAdmin ? "Remove as admin" : "Make an admin"}
        description={
          isAdmin
            ? `${isOwn ? "You" : namePerson(person)} will manage only ${isOwn ? "your" : "their"} own account and tasks.`
            : `${namePerson(person)} will manage all accounts and all tasks.`
        }
        action={isAdmin ? "Remove" : "Make an admin"}
        variant={isAdmin ? "danger" : "primary"}
        onConfirm={() => {
          setAsking(false);
          void change();
        }}
      />
    </>
  );
}
