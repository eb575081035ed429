/** Finds variables whose names are most likely misspelt settings, which would have no effect. */
import type { Environment } from "./settings-reader.js";

/** In a shorter name, one letter more or less makes another word. */
const shortestCharacters = 7;

/** Returns a line for each variable whose name is one slip away from that of a setting, and is not a setting itself. */
export function findNearMisses(environment: Environment, names: ReadonlySet<string>): string[] {
  return Object.keys(environment)
    .filter((name) => name.length >= shortestCharacters && !names.has(name))
    .flatMap((name) => {
      const meant = [...names].find((known) => known.length >= shortestCharacters && isOneSlip(name, known));
      return meant === undefined ? [] : [`${name} is no setting and has no effect; is it ${meant}?`];
    });
}

/** One character wrong, missing or too many, or two neighbours exchanged; case does not matter. */
function isOneSlip(given: string, known: string): boolean {
  const [a, b] = [given.toUpperCase(), known.toUpperCase()];
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restOfA, restOfB] = [a.slice(start), b.slice(start)];
  const isExchanged =
    restOfA[0] === restOfB[1] && restOfA[1] === restOfB[0] && restOfA.slice(2) === restOfB.slice(2);
  return (
    restOfA.slice(1) === restOfB.slice(1) ||
    restOfA === restOfB.slice(1) ||
    restOfA.slice(1) === restOfB ||
    isExchanged
  );
}
