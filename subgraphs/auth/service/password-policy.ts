/** Decides which passwords may be chosen: long enough, and not among those that are guessed first (NIST SP 800-63B-4, 3.1.1.2). */
import { badInput } from "../../../platform/errors.js";

/** Length limits in code points. */
const passwordLength = { minimum: 12, maximum: 256 } as const;

/** Below this many guesses (a million) a password counts as a common one. */
const fewestGuessesLog10 = 6;
/**
 * The estimator may think for a second about 64 odd characters, and everybody waits. So it sees a few short
 * pieces with few substitutions tried (some 10 ms each): a password is as good as its best piece.
 */
const estimation = { pieceLength: 24, pieces: 3, l33tMaxSubstitutions: 10 };

type Estimate = (
  password: string,
  personal: string[],
) => { guessesLog10: number; feedback: { warning: string | null } };
let estimator: Promise<Estimate> | null = null;

/** Loads the word lists (some 300 ms of work), once; the first check does it otherwise. */
export function loadPasswordPolicy(): Promise<Estimate> {
  estimator ??= loadEstimator();
  return estimator;
}

/**
 * Checks a password that somebody chooses. `personal` are words an attacker would try for this person.
 * @throws AppError BAD_USER_INPUT naming `field`, with the reason.
 */
export async function requireGoodPassword(
  password: string,
  field: string,
  personal: string[],
): Promise<void> {
  const characters = [...password];
  const { length } = characters;
  if (length < passwordLength.minimum || length > passwordLength.maximum) {
    throw badInput(
      field,
      `A password has ${passwordLength.minimum} to ${passwordLength.maximum} characters; this one has ${length}.`,
    );
  }
  const estimate = await loadPasswordPolicy();
  let warning: string | null = null;
  for (let piece = 0; piece < estimation.pieces && piece * estimation.pieceLength < length; piece++) {
    const start = piece * estimation.pieceLength;
    const text = characters.slice(start, start + estimation.pieceLength).join("");
    const { guessesLog10, feedback } = estimate(text, personal);
    if (guessesLog10 >= fewestGuessesLog10) return;
    warning ??= feedback.warning;
  }
  throw badInput(
    field,
    `This password is among the first to be guessed. ${warning ?? "Choose a less common one."}`,
  );
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
