/** Cuts a JSON document into the objects of its users; keeps at most one of them in memory. */
import { longestRowCharacters } from "./read-lines.js";

/** A value's text and its first line; null when it is too long, "" when the document ends within it. */
export interface JsonItem {
  line: number;
  text: string | null;
}

/** The depth of rows once their list has ended. */
const nowhere = -1;

/**
 * Creates the scanner of a document. Its rows are the elements of its array, of the array `users` in its object
 * (Keycloak, Firebase, Cognito), or its values one after the other.
 */
export function createJsonScanner() {
  let line = 1;
  let depth = 0;
  /** The depth at which each value is a row. */
  let rowDepth = 0;
  let inString = false;
  let escaped = false;
  /** The value that is being read. */
  let item: JsonItem | null = null;
  /** The last string at depth 1, which may be the name `users`. */
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
  /** The elements of the array that starts here are the rows. */
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
      // Outside an array, line ends separate values.
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
    /** Continues with this text; returns the values that are complete. */
    push(chunk: string): JsonItem[] {
      for (const character of chunk) read(character);
      return takeItems();
    },
    /** Ends the document; returns the remaining values, with an item of "" when it is cut off. */
    end(): JsonItem[] {
      if (depth === 0 && !inString) finish();
      else items.push({ line, text: "" });
      return takeItems();
    },
  };
}
