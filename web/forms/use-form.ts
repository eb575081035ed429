/** The state of a form: its values, what the server says is wrong with them, and whether it is being sent. */
import { type GatehouseError, readError, readFieldErrors } from "@gatehouse/client";
import { type ChangeEvent, type FormEvent, useRef, useState } from "react";

/** The values of a form by the name of the field, which is the server's name for it. */
export type FormValues = Record<string, string | boolean>;

type TextElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What a text field gets from the form. */
export interface TextBinding {
  name: string;
  value: string;
  onChange: (event: ChangeEvent<TextElement>) => void;
  error: string | undefined;
  "aria-required"?: true;
}

/** What a box to tick gets from the form. */
export interface CheckBinding {
  name: string;
  checked: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** A form. */
export interface Form<Values extends FormValues> {
  values: Values;
  /** Changes values by the code of the page. */
  set: (changes: Partial<Values>) => void;
  /** What is wrong and belongs to no field; null if nothing is. */
  message: string | null;
  busy: boolean;
  /** Counts the attempts that failed, so that each moves the focus. */
  failures: number;
  submit: (event?: FormEvent) => void;
  /** Binds a text field. One that is `required` is not sent empty; `label` is its name in that message. */
  text: (name: keyof Values & string, options?: { required?: string }) => TextBinding;
  check: (name: keyof Values & string) => CheckBinding;
}

type Errors = Readonly<Record<string, string>>;

/**
 * Creates the state. `send` sends the values: it returns an error of the kit, which is shown at the fields that it names
 * and else above them, or nothing. What it throws is read as such an error.
 */
export function useForm<Values extends FormValues>(
  initial: Values,
  // biome-ignore lint/suspicious/noConfusingVoidType: a sender that returns nothing has succeeded
  send: (values: Values) => Promise<GatehouseError | undefined | void>,
): Form<Values> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors>({});
  const [message, setMessage] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState(0);
  const isSending = useRef(false);
  const required = useRef(new Map<string, string>());
  required.current.clear();

  const fail = (next: Errors, text: string | null) => {
    setErrors(next);
    setMessage(text);
    setFailures((count) => count + 1);
  };
  const run = async () => {
    const empty = [...required.current].filter(([name]) => values[name] === "");
    if (empty.length > 0) {
      return fail(Object.fromEntries(empty.map(([name, label]) => [name, `${label} is needed.`])), null);
    }
    const error = await send(values).catch((thrown: unknown) => readError(thrown));
    if (!error) {
      setErrors({});
      setMessage(null);
    } else if (error.code !== "CANCELLED") {
      const { own, other } = divide(readFieldErrors(error), values);
      fail(own, Object.keys(own).length === 0 ? error.message : other);
    }
  };
  const set = (changes: Partial<Values>) => {
    setValues((before) => ({ ...before, ...changes }));
    setErrors((before) => without(before, Object.keys(changes)));
  };
  return {
    values,
    set,
    message,
    busy,
    failures,
    submit(event) {
      event?.preventDefault();
      if (isSending.current) return;
      isSending.current = true;
      setBusy(true);
      void run().finally(() => {
        isSending.current = false;
        setBusy(false);
      });
    },
    text(name, { required: label } = {}) {
      if (label !== undefined) required.current.set(name, label);
      return {
        name,
        value: String(values[name]),
        onChange: ({ target }) => set({ [name]: target.value } as Partial<Values>),
        error: errors[name],
        ...(label !== undefined && { "aria-required": true as const }),
      };
    },
    check: (name) => ({
      name,
      checked: values[name] === true,
      onChange: ({ target }) => set({ [name]: target.checked } as Partial<Values>),
    }),
  };
}

/** Divides messages by field into those of this form's fields, and the text of the others. */
function divide(errors: Errors, values: FormValues): { own: Errors; other: string | null } {
  const entries = Object.entries(errors);
  const others = entries.filter(([name]) => !(name in values)).map(([, text]) => text);
  return {
    own: Object.fromEntries(entries.filter(([name]) => name in values)),
    other: others.length > 0 ? others.join(" ") : null,
  };
}

/** A field that is being changed no longer has the error of its old value. */
function without(errors: Errors, names: readonly string[]): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !names.includes(name)));
}
