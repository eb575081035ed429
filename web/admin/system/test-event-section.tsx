/** Sends an event through the whole path, and shows what became of it. */
import { useState } from "react";
import { TextField } from "../../design/field.js";
import { Notice } from "../../design/notice.js";
import { Section } from "../../design/page.js";
import { FormView, SubmitButton } from "../../forms/form-view.js";
import { useForm } from "../../forms/use-form.js";
import { client } from "../../session/client.js";
import { type SendTestEventMutation, sendTestEventMutation } from "./operations.generated.js";

type Receipt = SendTestEventMutation["publishTestEvent"];

/** The section. */
export function TestEventSection() {
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const form = useForm({ message: "test" }, async (variables) => {
    setReceipt(null);
    const { data } = await client.mutate({ mutation: sendTestEventMutation, variables });
    setReceipt(data?.publishTestEvent ?? null);
  });
  return (
    <Section title="Test event" lead="Sends one event from the outbox to the broker, as every change does.">
      <FormView form={form} label="Test event">
        <TextField label="Message" autoComplete="off" {...form.text("message", { required: "A message" })} />
        <div className="button-row">
          <SubmitButton form={form} variant="secondary">
            Send test event
          </SubmitButton>
        </div>
      </FormView>
      <div role="status" className="announcements">
        {receipt && <ReceiptView receipt={receipt} />}
      </div>
    </Section>
  );
}

function ReceiptView({ receipt: { id, type, transport, confirmed } }: { receipt: Receipt }) {
  return (
    <Notice tone={confirmed ? "success" : "warning"}>
      <p>
        {confirmed
          ? "The event is confirmed and routed."
          : "The event is not confirmed yet. It stays in the outbox, and is published as soon as possible."}
      </p>
      <dl className="facts">
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>Type</dt>
        <dd>
          <code>{type}</code>
        </dd>
        <dt>Transport</dt>
        <dd>{transport}</dd>
      </dl>
    </Notice>
  );
}
