/** Collects the failures of one execution, so that each null that a failure leaves has an error at its path. */
import { type Blame, FailurePlaces } from "./failure-places.js";
import { breachOfSchema, type Cause, type Path, PlacedError } from "./placed-error.js";

/** Limits the errors of one response; further ones are reported once for the list that contains them. */
const mostErrors = 200;

/** The failures of one request. */
export class Failures {
  readonly #places = new FailurePlaces();
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
    if (place !== undefined && place.length > 0) this.#places.mark(place, true);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#errors.push(new PlacedError(cause, place));
  }

  /** Records the missing values of a failed fetch on the object at this path. */
  blame(place: Path, blame: Blame): void {
    this.#places.blame(place, blame);
    this.#blames.add(blame);
  }

  /** Adds the errors that depend on the data of the response. */
  finish(data: unknown): void {
    for (const { path, blame } of this.#risen)
      if (!this.#places.hasErrors(visibleNull(data, path))) this.#tell(path, blame);
    // Errors without a path, of fetches that did return their data.
    for (const { cause, more, broughtData } of this.#blames)
      if (broughtData) for (const one of [cause, ...more]) this.add(undefined, one);
  }

  /** Ensures an error for a non-null path without a value. */
  explain(path: Path): void {
    if (this.#places.isExplained(path)) return;
    const blame = this.#places.findBlame(path, false);
    if (blame !== undefined) this.#use(path, blame);
    else {
      if (this.#breaches.length < mostErrors) this.#breaches.push([...path]);
      this.add([...path], breachOfSchema);
    }
  }

  /** Adds an error for a nullable path that is null because of a failure. */
  explainNull(path: Path): void {
    const blame = this.#places.findBlame(path, true);
    if (blame !== undefined && !this.#places.isExplained(path)) this.#use(path, blame);
  }

  #use(path: Path, blame: Blame): void {
    if (blame.hasRisen) {
      this.#risen.push({ path: [...path], blame });
      this.#places.mark(path, false);
    } else this.#tell(path, blame);
  }

  #tell(path: Path, blame: Blame): void {
    this.add([...path], blame.cause);
    if (this.#blames.delete(blame)) for (const one of blame.more) this.add([...path], one);
  }
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
