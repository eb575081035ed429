/** Shows a form: after a failed attempt, the focus is at the first thing that is wrong. */
import { type ReactNode, useEffect, useRef } from "react";
import { Button, type ButtonVariant } from "../design/button.js";
import { Icon } from "../design/icon.js";
import type { Form, FormValues } from "./use-form.js";

interface Props<Values extends FormValues> {
  form: Form<Values>;
  /** What the form is for, if no heading says it. */
  label?: string;
  children: ReactNode;
}

/** A form, with its message above the fields. */
export function FormView<Values extends FormValues>({ form, label, children }: Props<Values>) {
  const element = useRef<HTMLFormElement>(null);
  const { failures } = form;
  useEffect(() => {
    if (failures === 0) return;
    const wrong = element.current?.querySelector<HTMLElement>('[aria-invalid="true"], .form__message');
    wrong?.focus();
  }, [failures]);
  return (
    <form
      ref={element}
      className="form"
      noValidate
      onSubmit={form.submit}
      {...(label !== undefined && { "aria-label": label })}
    >
      {form.message !== null && (
        <div className="notice notice--danger form__message" role="alert" tabIndex={-1}>
          <Icon name="error" />
          <p className="notice__body">{form.message}</p>
        </div>
      )}
      {children}
    </form>
  );
}

interface SubmitProps<Values extends FormValues> {
  form: Form<Values>;
  variant?: ButtonVariant;
  wide?: boolean;
  children: ReactNode;
}

/** The button that sends a form. */
export function SubmitButton<Values extends FormValues>({
  form,
  variant = "primary",
  wide = false,
  children,
}: SubmitProps<Values>) {
  return (
    <Button type="submit" variant={variant} wide={wide} busy={form.busy}>
      {children}
    </Button>
  );
}
