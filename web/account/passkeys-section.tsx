/** Passkeys: added, named and removed. */
import { useQuery } from "@apollo/client/react";
import { addPasskey, passkeysQuery, readError, removePasskey, supportsPasskeys } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { TextField } from "../design/field.js";
import { Icon } from "../design/icon.js";
import { Notice } from "../design/notice.js";
import { Section } from "../design/page.js";
import { Badge, Skeleton } from "../design/placeholder.js";
import { RelativeTime } from "../design/relative-time.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import { describeDevice } from "../session/describe-device.js";
import { noReauthentication, ReauthenticationFields, readReauthentication } from "./reauthentication.js";
import { reloadSessions } from "./reload-sessions.js";

type Named = { id: string; name: string };

/** The section. */
export function PasskeysSection() {
  const { data, error } = useQuery(passkeysQuery);
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Named | null>(null);
  return (
    <Section
      title="Passkeys"
      lead="Sign in with this device, a phone or a key, without a password. A passkey counts as both factors."
      actions={supportsPasskeys() && <Button onClick={() => setAdding(true)}>Add passkey</Button>}
    >
      {error ? (
        <Notice tone="danger" live>
          <p>{readError(error).message}</p>
        </Notice>
      ) : data ? (
        data.passkeys.length === 0 ? (
          <p className="section__text">You have no passkey yet.</p>
        ) : (
          <ul className="rows" aria-label="Passkeys">
            {data.passkeys.map((passkey) => (
              <li key={passkey.id} className="row">
                <Icon name="key" />
                <div className="row__main">
                  <div className="row__title">
                    {passkey.name}
                    {passkey.synced && <Badge>On several devices</Badge>}
                  </div>
                  <div className="row__detail">
                    Added <RelativeTime at={passkey.createdAt} /> ·{" "}
                    {passkey.lastUsedAt ? (
                      <>
                        last used <RelativeTime at={passkey.lastUsedAt} />
                      </>
                    ) : (
                      "not used yet"
                    )}
                  </div>
                </div>
                <Button aria-label={`Remove ${passkey.name}`} onClick={() => setRemoved(passkey)}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )
      ) : (
        <Skeleton count={1} />
      )}
      <Dialog
        open={isAdding}
        onClose={() => setAdding(false)}
        title="Add passkey"
        description="Your browser then asks which device to use."
      >
        <AddForm onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog
        open={removed !== null}
        onClose={() => setRemoved(null)}
        title="Remove passkey"
        description={removed && `${removed.name} no longer signs you in. Delete it on the device too.`}
      >
        {removed && <RemoveForm passkey={removed} onDone={() => setRemoved(null)} />}
      </Dialog>
    </Section>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const suggested = describeDevice(navigator.userAgent).name;
  const form = useForm({ name: suggested, ...noReauthentication }, async ({ name, ...proof }) => {
    const input = { ...readReauthentication(proof), ...(name.trim() !== "" && { name }) };
    const result = await addPasskey(client, input);
    if (result.status === "failed") return result.error;
    reloadSessions();
    showToast(`${result.passkey.name} now signs you in.`);
    onDone();
  });
  return (
    <FormView form={form}>
      <TextField
        label="Name"
        hint="So that you know it again in the list."
        autoComplete="off"
        {...form.text("name")}
      />
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Add</SubmitButton>
      </div>
    </FormView>
  );
}

function RemoveForm({ passkey, onDone }: { passkey: Named; onDone: () => void }) {
  const form = useForm(noReauthentication, async (proof) => {
    const result = await removePasskey(client, { id: passkey.id, ...readReauthentication(proof) });
    if (result.status === "failed") return result.error;
    reloadSessions();
    showToast(`${passkey.name} is removed.`);
    onDone();
  });
  return (
    <FormView form={form}>
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form} variant="danger">
          Remove
        </SubmitButton>
      </div>
    </FormView>
  );
}
