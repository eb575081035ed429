/** Form fields: each with its label, a hint, and the error that it has. */
import {
  forwardRef,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from "react";
import { IconButton } from "./button.js";
import { classNames } from "./class-names.js";
import { Icon } from "./icon.js";

/** What every field has. */
export interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value; undefined if nothing is. */
  error?: string | undefined;
  /** Says beside the label that the field may stay empty. */
  optional?: boolean;
}

type Described = { id: string; "aria-invalid"?: true; "aria-describedby"?: string };

/** Joins a control with its label, hint and error. The place below the control is part of the reading order. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  id: ownId,
  children,
}: FieldProps & { id?: string | undefined; children: (props: Described) => ReactNode }) {
  const newId = useId();
  const id = ownId ?? newId;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
        {optional && <span className="field__optional"> (optional)</span>}
      </label>
      {children({
        id,
        ...(error && { "aria-invalid": true }),
        ...(describedBy && { "aria-describedby": describedBy }),
      })}
      {hint && (
        <div id={`${id}-hint`} className="field__hint">
          {hint}
        </div>
      )}
      {error && (
        <p id={`${id}-error`} className="field__error">
          <Icon name="error" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

type InputProps = FieldProps & InputHTMLAttributes<HTMLInputElement>;

/** A field of one line. */
export const TextField = forwardRef<HTMLInputElement, InputProps>(function TextField(
  { label, hint, error, optional, id, className, ...props },
  ref,
) {
  return (
    <Field {...{ label, hint, error, id }} optional={optional ?? false}>
      {(described) => (
        <input ref={ref} type="text" {...props} {...described} className={classNames("input", className)} />
      )}
    </Field>
  );
});

/** A code of an authenticator app, or a recovery code. */
export const CodeField = forwardRef<HTMLInputElement, Partial<InputProps>>(function CodeField(props, ref) {
  return (
    <TextField
      ref={ref}
      label="Code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      className="input--code"
      {...props}
    />
  );
});

/** A password, which a button shows and hides. */
export const PasswordField = forwardRef<HTMLInputElement, InputProps>(function PasswordField(
  { label, hint, error, optional, id, className, ...props },
  ref,
) {
  const [isShown, setShown] = useState(false);
  return (
    <Field {...{ label, hint, error, id }} optional={optional ?? false}>
      {(described) => (
        <div className="input-group">
          <input
            ref={ref}
            {...props}
            {...described}
            type={isShown ? "text" : "password"}
            autoCapitalize="none"
            spellCheck={false}
            className={classNames("input", className)}
          />
          <IconButton
            icon={isShown ? "hide" : "show"}
            label={isShown ? "Hide characters" : "Show characters"}
            aria-controls={described.id}
            onClick={() => setShown(!isShown)}
          />
        </div>
      )}
    </Field>
  );
});

/** A field of several lines. */
export const TextArea = forwardRef<
  HTMLTextAreaElement,
  FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>
>(function TextArea({ label, hint, error, optional, id, className, ...props }, ref) {
  return (
    <Field {...{ label, hint, error, id }} optional={optional ?? false}>
      {(described) => (
        <textarea ref={ref} {...props} {...described} className={classNames("input", className)} />
      )}
    </Field>
  );
});

/** A choice of one value from a list, by the browser's own control. */
export const SelectField = forwardRef<
  HTMLSelectElement,
  FieldProps & SelectHTMLAttributes<HTMLSelectElement> & { options: readonly (readonly [string, string])[] }
>(function SelectField({ label, hint, error, optional, id, options, className, ...props }, ref) {
  return (
    <Field {...{ label, hint, error, id }} optional={optional ?? false}>
      {(described) => (
        <select ref={ref} {...props} {...described} className={classNames("input", className)}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
});

/** A box to tick. */
export const Checkbox = forwardRef<
  HTMLInputElement,
  InputHTMLAttributes<HTMLInputElement> & { label: ReactNode }
>(function Checkbox({ label, ...props }, ref) {
  return (
    <label className="choice">
      <input ref={ref} {...props} type="checkbox" />
      <span>{label}</span>
    </label>
  );
});
