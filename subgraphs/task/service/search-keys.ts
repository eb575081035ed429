/** Searches of titles by the beginnings of their words, by one index for all callers. */
import { badInput } from "../../../platform/errors.js";

/** Stands for all viewers: an admin sees every task. */
const everyViewer = "all";

const longestSearch = 200;
const mostWords = 10;

/** Sorts after every word: no UTF-8 text begins with more. */
const afterWords = "\u{10ffff}";

/** The keys by which searches find a task: each word of its title, for each viewer and for admins. */
export function searchKeysOf(title: string, viewerIds: readonly string[]): string[] {
  const words = wordsOf(title);
  return [everyViewer, ...viewerIds].flatMap((viewer) => words.map((word) => `${viewer} ${word}`));
}

/**
 * The database filter of the tasks of a viewer (null for all viewers) whose title has, for each word of `search`, a word
 * that begins with it. A blank search matches every task; a search without a letter or digit matches none.
 * @throws AppError BAD_USER_INPUT naming `search`.
 */
export function toSearchFilter(search: string, viewerId: string | null): Record<string, unknown> {
  if (search.trim() === "") return {};
  if (search.length > longestSearch)
    throw badInput("search", `search has at most ${longestSearch} characters.`);
  // The longest word matches the fewest titles; the database may use the index for one word alone.
  const words = wordsOf(search).sort((a, b) => b.length - a.length);
  if (words.length > mostWords) throw badInput("search", `search has at most ${mostWords} words.`);
  if (words.length === 0) return { _id: { $in: [] as string[] } };
  const beginningWith = (word: string) => {
    const start = `${viewerId ?? everyViewer} ${word}`;
    return { searchKeys: { $elemMatch: { $gte: start, $lt: start + afterWords } } };
  };
  return { $and: words.map(beginningWith) };
}

/**
 * The distinct words of a text: runs of letters, digits and marks. Forms that differ only in case or in compatibility
 * (Unicode NFKC), such as full-width letters, are the same word.
 */
function wordsOf(text: string): string[] {
  // Upper case first: it makes "ß" and "SS" the same, and both forms of the Greek sigma.
  const folded = text.normalize("NFKC").toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
  return [...new Set(folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])];
}
