/** Cuts a JSON document into the objects of users that it holds, without ever holding the whole of it. */
import { longestRowCharacters } from "./read-lines.js";

/** A value's text and the line that it begins on; null when it is too long, "" when the document ends within it. */
export interface JsonItem {
  line: number;
  text: string | null;
}

/** The depth at which rows are once their list has ended. */
const nowhere = -1;

/**
 * Creates the scanner of a document. Its rows are the elements of its array, or of the array `users` within its
 * object (Keycloak, Firebase, Cognito), or its values one after the other.
 */
export function createJsonScanner() {
  let line = 1;
  let depth = 0;
  /** At this depth each value is a row. */
  let rowDepth = 0;
  let inString = false;
  let escaped = false;
  /** The value that is being read. */
  let item: JsonItem | null = null;
  /** The last text at depth 1, which may be the name `users`. */
  let lastText = "";
  let items: JsonItem[] = [];

  const append = (character: string) => {
    if (item === null || item.text === null) return;
    item.text = item.text.length < longestRowCharacters ? item.text + character : null;
  };
  const finish = () => {
    if (item !== null) items.push(item);
    item = null;
  };
  /** The elements of the array that begins here are the rows. */
  const enterRows = () => {
    item = null;
    depth += 1;
    rowDepth = depth;
  };

  const readText = (character: string) => {
    append(character);
    if (depth === 1 && rowDepth === 0 && lastText.length < 16) lastText += character;
    if (escaped) escaped = false;
    else if (character === "\\") escaped = true;
    else if (character === '"') inString = false;
  };
  const open = (character: string) => {
    const isUsers = depth === 1 && rowDepth === 0 && lastText.toLowerCase() === 'users"';
    if (character === "[" && (depth === 0 || isUsers) && rowDepth === 0) return enterRows();
    append(character);
    depth += 1;
  };
  const close = (character: string) => {
    if (depth === rowDepth && character === "]") {
      finish();
      rowDepth = nowhere;
      depth -= 1;
      return;
    }
    append(character);
    depth = Math.max(0, depth - 1);
    if (depth === rowDepth) finish();
  };

  const read = (character: string) => {
    if (character === "\n") {
      line += 1;
      // Between values of no array a line's end is what parts them.
      if (depth === 0 && rowDepth === 0 && !inString) finish();
    }
    if (inString) return readText(character);
    const between = depth === rowDepth;
    if (between && item === null && /[\s,]/.test(character)) return;
    if (between && character === ",") return finish();
    if (between && item === null && character !== "]") item = { line, text: "" };
    if (character === '"') {
      inString = true;
      lastText = "";
      append(character);
    } else if (character === "{" || character === "[") open(character);
    else if (character === "}" || character === "]") close(character);
    else append(character);
  };

  const takeItems = (): JsonItem[] => {
    const taken = items;
    items = [];
    return taken;
  };
  return {
    /** Reads on; returns the values that are complete by now. */
    push(chunk: string): JsonItem[] {
      for (const character of chunk) read(character);
      return takeItems();
    },
    /** Ends; returns what is left, with an item of "" when the document is cut off. */
    end(): JsonItem[] {
      if (depth === 0 && !inString) finish();
      else items.push({ line, text: "" });
      return takeItems();
    },
  };
}
