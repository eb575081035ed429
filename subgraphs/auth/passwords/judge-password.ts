/**
 * Judges whether a password is long enough and not among those that are guessed first (NIST SP 800-63B-4, 3.1.1.2). It
 * runs in the console's pages as well, so that they say while one types what the server will say.
 */

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

/** Estimates how many guesses a text takes, with the words that an attacker would try for this person. */
export type EstimateGuesses = (
  password: string,
  personal: string[],
) => { guessesLog10: number; feedback: { warning: string | null } };

/** What is thought of a password. */
export interface PasswordJudgement {
  /** Why it may not be chosen; null if it may. */
  fault: string | null;
  /** The guesses of its strongest piece, as a power of ten; 0 if it was not estimated. */
  guessesLog10: number;
}

/** Judges a password. `loadEstimate` is called once the rules that need no estimate are met. */
export async function judgePassword(
  password: string,
  personal: readonly string[],
  loadEstimate: () => Promise<EstimateGuesses>,
): Promise<PasswordJudgement> {
  const refuse = (fault: string, guessesLog10 = 0) => ({ fault, guessesLog10 });
  if (!isWellFormed(password)) return refuse("A password must not contain half of a character.");
  // As it is stored: a letter counts once, however the keyboard composes it.
  const characters = [...password.normalize("NFC")];
  const { length } = characters;
  if (length < passwordLength.minimum || length > passwordLength.maximum) {
    return refuse(
      `A password has ${passwordLength.minimum} to ${passwordLength.maximum} characters; this one has ${length}.`,
    );
  }
  const words = wordsOf(personal);
  if (isMadeOf(password, words)) {
    return refuse(
      "This password is among the first to be guessed. It consists of names that belong to the account.",
    );
  }
  const estimate = await loadEstimate();
  let warning: string | null = null;
  let strongest = 0;
  for (let piece = 0; piece < estimation.pieces && piece * estimation.pieceLength < length; piece++) {
    const start = piece * estimation.pieceLength;
    const text = characters.slice(start, start + estimation.pieceLength).join("");
    const { guessesLog10, feedback } = estimate(text, words);
    if (guessesLog10 >= fewestGuessesLog10) return { fault: null, guessesLog10 };
    strongest = Math.max(strongest, guessesLog10);
    warning ??= feedback.warning;
  }
  return refuse(
    `This password is among the first to be guessed. ${warning ?? "Choose a less common one."}`,
    strongest,
  );
}

/** Loads the estimator with its lists of words (some 300 ms of work). */
export async function loadEstimator(): Promise<EstimateGuesses> {
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

/** Does the text have no half of a surrogate pair? UTF-8 writes every half as the same character. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Returns the words that an attacker tries first, and their parts; the longest first. */
function wordsOf(personal: readonly string[]): string[] {
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
