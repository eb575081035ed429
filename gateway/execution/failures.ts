/** Collects the failures of one execution, so that each null that a failure leaves has an error at its path. */
import { breachOfSchema, type Cause, type Path, PlacedError } from "./placed-error.js";

/** The values that a failed fetch should have returned. */
export interface Blame {
  cause: Cause;
  /** Further errors of the same fetch, reported where `cause` is reported first. */
  more: readonly Cause[];
  /** Response names of the fields; null for all fields of the object. */
  keys: ReadonlySet<string> | null;
  /** Nulls that the fetch did return are due to the failure as well. */
  holdsForNulls: boolean;
  /** It returned data: its errors are reported even where nothing is missing. */
  broughtData: boolean;
  /**
   * The cause has a path of its own, from which null has propagated to the whole fetch; it is reported elsewhere only
   * where a null would otherwise have no error.
   */
  hasRisen: boolean;
}

/** Limits the errors of one response; further ones are reported once for the list that contains them. */
const mostErrors = 200;

interface Node {
  /** There is an error at this path or below. */
  hasErrors: boolean;
  /** There is an error at this path or below, or one may become necessary. */
  isExplained: boolean;
  /** There is an error at this path. */
  isError: boolean;
  blames: Blame[];
  children: Map<string | number, Node>;
}

/** The failures of one request. */
export class Failures {
  readonly #root = createNode();
  readonly #told = new Set<string>();
  readonly #errors: PlacedError[] = [];
  readonly #breaches: Path[] = [];
  readonly #blames = new Set<Blame>();
  readonly #risen: { path: Path; blame: Blame }[] = [];

  /** All errors, in the order in which they were found. */
  get errors(): readonly PlacedError[] {
    return this.#errors;
  }

  /** Paths without a value for which no subgraph has reported an error. */
  get breaches(): readonly Path[] {
    return this.#breaches;
  }

  /** Adds an error at a path; undefined for an error without a path. Equal errors are reported once. */
  add(path: Path | undefined, cause: Cause): void {
    const isOver = this.#errors.length >= mostErrors;
    const place = isOver && path !== undefined ? listOf(path) : path;
    // Above the limit, errors with the same code count as equal.
    const key = JSON.stringify([place, cause.extensions["code"], isOver ? null : cause.message]);
    if (place !== undefined && place.length > 0) this.#mark(place, true);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#errors.push(new PlacedError(cause, place));
  }

  /** Records the missing values of a failed fetch on the object at this path. */
  blame(place: Path, blame: Blame): void {
    this.#nodeAt(place).blames.push(blame);
    this.#blames.add(blame);
  }

  /** Adds the errors that depend on the data of the response. */
  finish(data: unknown): void {
    for (const { path, blame } of this.#risen)
      if (!this.#isTold(visibleNull(data, path))) this.#tell(path, blame);
    // Errors without a path, of fetches that did return their data.
    for (const { cause, more, broughtData } of this.#blames)
      if (broughtData) for (const one of [cause, ...more]) this.add(undefined, one);
  }

  /** Ensures an error for a non-null path without a value. */
  explain(path: Path): void {
    if (this.#isExplained(path)) return;
    const blame = this.#findBlame(path, false);
    if (blame !== undefined) this.#use(path, blame);
    else {
      if (this.#breaches.length < mostErrors) this.#breaches.push([...path]);
      this.add([...path], breachOfSchema);
    }
  }

  /** Adds an error for a nullable path that is null because of a failure. */
  explainNull(path: Path): void {
    const blame = this.#findBlame(path, true);
    if (blame !== undefined && !this.#isExplained(path)) this.#use(path, blame);
  }

  #use(path: Path, blame: Blame): void {
    if (blame.hasRisen) {
      this.#risen.push({ path: [...path], blame });
      this.#mark(path, false);
    } else this.#tell(path, blame);
  }

  #tell(path: Path, blame: Blame): void {
    this.add([...path], blame.cause);
    if (this.#blames.delete(blame)) for (const one of blame.more) this.add([...path], one);
  }

  /** Returns the nearest failed fetch of this field; else, unless it is for a null, the nearest one around it. */
  #findBlame(path: Path, forNull: boolean): Blame | undefined {
    let [named, around]: (Blame | undefined)[] = [];
    let node: Node | undefined = this.#root;
    for (const segment of path) {
      for (const blame of node.blames) {
        if (forNull && !blame.holdsForNulls) continue;
        if (blame.keys === null || blame.keys.has(String(segment))) named = blame;
        else around = blame;
      }
      node = node.children.get(segment);
      if (node === undefined) break;
    }
    return named ?? (forNull ? undefined : around);
  }

  /** Returns whether there is an error at, above or below the path, or one may become necessary there. */
  #isExplained(path: Path): boolean {
    return this.#covers(path, "isExplained");
  }

  #isTold(path: Path): boolean {
    return this.#covers(path, "hasErrors");
  }

  #covers(path: Path, within: "isExplained" | "hasErrors"): boolean {
    let node: Node | undefined = this.#root;
    for (const segment of path) {
      node = node.children.get(segment);
      if (node === undefined) return false;
      if (node.isError) return true;
    }
    return node[within];
  }

  #mark(path: Path, isError: boolean): void {
    let node = this.#root;
    for (const segment of [null, ...path]) {
      if (segment !== null) node = childOf(node, segment);
      node.isExplained = true;
      node.hasErrors ||= isError;
    }
    node.isError ||= isError;
  }

  #nodeAt(path: Path): Node {
    return path.reduce(childOf, this.#root);
  }
}

function createNode(): Node {
  return { hasErrors: false, isExplained: false, isError: false, blames: [], children: new Map() };
}

function childOf(node: Node, segment: string | number): Node {
  let child = node.children.get(segment);
  if (child === undefined) {
    child = createNode();
    node.children.set(segment, child);
  }
  return child;
}

/** Returns the path of the outermost list around a path; the path itself where there is none. */
function listOf(path: Path): Path {
  const index = path.findIndex((segment) => typeof segment === "number");
  return index === -1 ? path : path.slice(0, index);
}

/** Returns the path of the null that a client finds above a path; the path itself where there is none. */
function visibleNull(data: unknown, path: Path): Path {
  let value = data;
  for (const [index, segment] of path.entries()) {
    if (typeof value !== "object" || value === null) return path.slice(0, index);
    value = (value as Record<string | number, unknown>)[segment];
  }
  return path;
}
