/** The steps by which an authenticator app is set up: the password, the QR code with a first code, the recovery codes. */
import { setUpTotp, type TotpBegun } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { CodeField, PasswordField } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import { QrCode } from "./qr-code.js";
import { RecoveryCodes } from "./recovery-codes.js";
import { reloadSessions } from "./reload-sessions.js";

interface Props {
  viewer: SignedInUser;
  onDone: () => void;
}

/** The steps. */
export function SetUpAuthenticator({ viewer, onDone }: Props) {
  const [begun, setBegun] = useState<TotpBegun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (begun !== null) return <ScanStep begun={begun} onConfirmed={setCodes} />;
  if (!viewer.emailVerified) return <AddressFirst onDone={onDone} />;
  return <PasswordStep onDone={onDone} onBegun={setBegun} />;
}

function AddressFirst({ onDone }: { onDone: () => void }) {
  return (
    <>
      <Notice tone="warning">
        <p>Confirm your e-mail address first: it is the way back if you lose your phone.</p>
      </Notice>
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </>
  );
}

function PasswordStep({ onDone, onBegun }: { onDone: () => void; onBegun: (begun: TotpBegun) => void }) {
  const form = useForm({ currentPassword: "" }, async ({ currentPassword }) => {
    const result = await setUpTotp(client, currentPassword);
    if (result.status === "failed") return result.error;
    onBegun(result);
  });
  return (
    <FormView form={form}>
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        {...form.text("currentPassword", { required: "The current password" })}
      />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Continue</SubmitButton>
      </div>
    </FormView>
  );
}

interface ScanProps {
  begun: TotpBegun;
  onConfirmed: (codes: readonly string[]) => void;
}

function ScanStep({ begun, onConfirmed }: ScanProps) {
  const form = useForm({ code: "" }, async ({ code }) => {
    const result = await begun.confirm(code.trim());
    if (result.status === "failed") return result.error;
    onConfirmed(result.codes);
    reloadSessions();
  });
  return (
    <FormView form={form}>
      <p>Scan this with the app, or enter the secret by hand. Then type the code that the app shows.</p>
      <QrCode text={begun.uri} label="Scan this with the authenticator app" />
      <code className="secret">{begun.secret.match(/.{1,4}/g)?.join(" ")}</code>
      <CodeField inputMode="numeric" {...form.text("code", { required: "The code" })} />
      <div className="button-row">
        <SubmitButton form={form}>Confirm</SubmitButton>
      </div>
    </FormView>
  );
}
