/** Decides which passwords may be chosen: long enough, and not among those that are guessed first (NIST SP 800-63B-4, 3.1.1.2). */
import { badInput } from "../../../platform/errors.js";
import type { BreachedPasswords } from "./breached-passwords.js";
import { isWellFormed } from "./passwords.js";

/** Length limits in code points. */
const passwordLength = { minimum: 12, maximum: 256 } as const;

/** Below this many guesses (a hundred million) a password counts as a common one. */
const fewestGuessesLog10 = 8;

/** Words that an attacker tries first here, besides the person's own. */
const productWords = ["gatehouse"];
/**
 * The estimator may take a second for 64 unusual characters, and blocks the event loop. So it gets a few short pieces and
 * tries few substitutions (some 10 ms each): a password is as strong as its strongest piece.
 */
const estimation = { pieceLength: 24, pieces: 3, l33tMaxSubstitutions: 10 };

type Estimate = (
  password: string,
  personal: string[],
) => { guessesLog10: number; feedback: { warning: string | null } };
let estimator: Promise<Estimate> | null = null;

/** Loads the word lists (some 300 ms of work), once; without it, the first check does. */
export function loadPasswordPolicy(): Promise<Estimate> {
  estimator ??= loadEstimator();
  return estimator;
}

/**
 * Checks a password that a person chooses, as `requireGoodPassword` does, and asks a list of breached ones where one is
 * set.
 * @throws AppError BAD_USER_INPUT naming `field`, with the reason; SERVICE_UNAVAILABLE.
 */
export type PasswordPolicy = (password: string, field: string, personal: string[]) => Promise<void>;

/** Creates the policy. The list of breached passwords is asked last, for passwords that pass the other rules. */
export function createPasswordPolicy(isBreached: BreachedPasswords | null): PasswordPolicy {
  return async (password, field, personal) => {
    await requireGoodPassword(password, field, personal);
    if (isBreached !== null && (await isBreached(password))) {
      throw badInput(
        field,
        "This password was stolen elsewhere, and is among those that are tried. Choose another one.",
      );
    }
  };
}

/**
 * Checks a password that a person chooses. `personal` are words an attacker would try for this person: their
 * parts are tried as well, and the product's name. Any characters are allowed.
 * @throws AppError BAD_USER_INPUT naming `field`, with the reason.
 */
export async function requireGoodPassword(
  password: string,
  field: string,
  personal: string[],
): Promise<void> {
  if (!isWellFormed(password)) throw badInput(field, "A password must not contain half of a character.");
  // As it is stored: a letter counts once, however the keyboard composes it.
  const characters = [...password.normalize("NFC")];
  const { length } = characters;
  if (length < passwordLength.minimum || length > passwordLength.maximum) {
    throw badInput(
      field,
      `A password has ${passwordLength.minimum} to ${passwordLength.maximum} characters; this one has ${length}.`,
    );
  }
  const words = wordsOf(personal);
  if (isMadeOf(password, words)) {
    throw badInput(
      field,
      "This password is among the first to be guessed. It consists of names that belong to the account.",
    );
  }
  const estimate = await loadPasswordPolicy();
  let warning: string | null = null;
  for (let piece = 0; piece < estimation.pieces && piece * estimation.pieceLength < length; piece++) {
    const start = piece * estimation.pieceLength;
    const text = characters.slice(start, start + estimation.pieceLength).join("");
    const { guessesLog10, feedback } = estimate(text, words);
    if (guessesLog10 >= fewestGuessesLog10) return;
    warning ??= feedback.warning;
  }
  throw badInput(
    field,
    `This password is among the first to be guessed. ${warning ?? "Choose a less common one."}`,
  );
}

/** Returns the words that an attacker tries first, and their parts; the longest first. */
function wordsOf(personal: string[]): string[] {
  const parts = personal.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]);
  const words = [...productWords, ...parts].map((word) => word.toLowerCase());
  return [...new Set(words)].filter(({ length }) => length >= 3).sort((a, b) => b.length - a.length);
}

/** Do fewer than four letters and digits remain of the password without these words? */
function isMadeOf(password: string, words: string[]): boolean {
  const whole = password.toLowerCase();
  const rest = words.reduce((text, word) => text.replaceAll(word, ""), whole);
  return rest !== whole && (rest.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < 4;
}

async function loadEstimator(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: estimation.l33tMaxSubstitutions,
  });
  return (password, personal) => zxcvbn.check(password, personal);
}
