/** Keeps what went wrong on the way to one answer, so that each null which a failure leaves has an error at its path. */
import { GraphQLError } from "graphql";

/** A place in the answer. */
export type Path = readonly (string | number)[];

/** Why something is missing, as a client may be told. */
export interface Cause {
  message: string;
  extensions: Readonly<Record<string, unknown>>;
  /** The subgraph that said it; null for the gateway's own words. */
  subgraph: string | null;
  /** It was said of the fetch as a whole, and not of a place in it. */
  isOfWholeFetch: boolean;
  /** An error of the gateway's own, for the log. */
  original?: Error;
}

/** What a fetch that failed was to bring. */
export interface Blame {
  cause: Cause;
  /** More that was said of the same fetch; it is told where `cause` is told first. */
  more: readonly Cause[];
  /** Names of the fields in the answer; null for whatever is there. */
  keys: ReadonlySet<string> | null;
  /** A null that the fetch has brought is its fault, too. */
  holdsForNulls: boolean;
  /** It brought data all the same: its errors are told even where nothing is missing. */
  broughtData: boolean;
  /**
   * The cause has a place of its own, from which null has risen to all that the fetch was to bring: elsewhere it is told
   * only where a null would have no error otherwise.
   */
  hasRisen: boolean;
}

/** An error about one place, with the subgraph that it came from. */
export class PlacedError extends GraphQLError {
  readonly subgraph: string | null;
  readonly isOfWholeFetch: boolean;

  constructor(
    readonly told: Cause,
    path: Path | undefined,
  ) {
    const { message, extensions, original } = told;
    super(message, {
      ...(path !== undefined && { path }),
      extensions: { ...extensions },
      // What a subgraph has said is in its own log.
      originalError: original ?? { name: "SubgraphError", message },
    });
    this.subgraph = told.subgraph;
    this.isOfWholeFetch = told.isOfWholeFetch;
  }

  /** The same error with another path. */
  at(path: Path | undefined): PlacedError {
    return new PlacedError(this.told, path);
  }
}

/** More errors than this say nothing new: what comes then is told once for the list that it is in. */
const mostErrors = 200;

/** That a subgraph has broken its own schema; the log tells where. */
export const breachOfSchema: Cause = {
  message: "Something went wrong on our side.",
  extensions: { code: "INTERNAL_SERVER_ERROR" },
  subgraph: null,
  isOfWholeFetch: false,
};

interface Node {
  /** An error stands here or within. */
  hasErrors: boolean;
  /** The same, or it may turn out to be needed. */
  isExplained: boolean;
  /** An error stands at this very place. */
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

  /** Places that are empty though no subgraph has told of an error. */
  get breaches(): readonly Path[] {
    return this.#breaches;
  }

  /** Tells of an error at a place; undefined for none in particular. The same is told once. */
  add(path: Path | undefined, cause: Cause): void {
    const isOver = this.#errors.length >= mostErrors;
    const place = isOver && path !== undefined ? listOf(path) : path;
    // Past the limit, errors of one code say the same.
    const key = JSON.stringify([place, cause.extensions["code"], isOver ? null : cause.message]);
    if (place !== undefined && place.length > 0) this.#mark(place, true);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#errors.push(new PlacedError(cause, place));
  }

  /** Notes what a fetch that failed leaves empty on the object at this place. */
  blame(place: Path, blame: Blame): void {
    this.#nodeAt(place).blames.push(blame);
    this.#blames.add(blame);
  }

  /** Tells the rest, now that it is known what the answer holds. */
  finish(data: unknown): void {
    for (const { path, blame } of this.#risen)
      if (!this.#isTold(visibleNull(data, path))) this.#tell(path, blame);
    // What subgraphs have said of no place in particular, where nothing is missing for it.
    for (const { cause, more, broughtData } of this.#blames)
      if (broughtData) for (const one of [cause, ...more]) this.add(undefined, one);
  }

  /** The place is empty where something must be: makes sure that an error tells why. */
  explain(path: Path): void {
    if (this.#isExplained(path)) return;
    const blame = this.#findBlame(path, false);
    if (blame !== undefined) this.#use(path, blame);
    else {
      if (this.#breaches.length < mostErrors) this.#breaches.push([...path]);
      this.add([...path], breachOfSchema);
    }
  }

  /** The place is null, as it may be: tells why where that is a failure. */
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

  /** The nearest fetch that was to bring this; else, unless it must be sure, the nearest that failed around it. */
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

  /** Does an error stand at the place, around it, or within it, or may one turn out to be needed there? */
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

/** The path of the outermost list around a place; the place's own where there is none. */
function listOf(path: Path): Path {
  const index = path.findIndex((segment) => typeof segment === "number");
  return index === -1 ? path : path.slice(0, index);
}

/** The null that a client finds on the way to a place; the place itself where there is none. */
function visibleNull(data: unknown, path: Path): Path {
  let value = data;
  for (const [index, segment] of path.entries()) {
    if (typeof value !== "object" || value === null) return path.slice(0, index);
    value = (value as Record<string | number, unknown>)[segment];
  }
  return path;
}
