/** A field for a password that a person chooses: what the server would say is below it while one types. */
import { PasswordField } from "../design/field.js";
import type { TextBinding } from "../forms/use-form.js";
import "./new-password-field.css";
import { useStrength } from "./use-strength.js";

interface Props {
  label?: string;
  /** Username and e-mail address: an attacker would try them first. */
  personal: readonly (string | null | undefined)[];
  binding: TextBinding;
}

/** Powers of ten of guesses from which a password has one more bar. The first is what the server asks for. */
const steps = [8, 10, 12] as const;
const words = ["", "Good enough.", "Strong.", "Very strong."] as const;

const advice = "12 characters or more, and hard to guess: a few words that do not belong together are good.";

/** The field. */
export function NewPasswordField({ label = "Password", personal, binding }: Props) {
  const known = personal.filter((word): word is string => Boolean(word)).flatMap((word) => word.split("@"));
  const judgement = useStrength(binding.value, known);
  const level =
    judgement === null || judgement.fault !== null
      ? 0
      : steps.filter((step) => judgement.guessesLog10 >= step).length;
  const text = judgement === null ? advice : (judgement.fault ?? words[level]);
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      hint={
        <span className="strength">
          <span className="strength__bars" aria-hidden="true" data-level={level}>
            <span />
            <span />
            <span />
          </span>
          <span className="strength__text" aria-live="polite">
            {/* After an attempt the same words are the field's error. */}
            {text === binding.error ? "" : text}
          </span>
        </span>
      }
      {...binding}
    />
  );
}
