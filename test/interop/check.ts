/** Checks of a router: each is a sentence that holds behind it, or does not. */
import type { Stage } from "./stage.js";

/** One promise of the graph, as a row of the table in docs/routers.md. */
export interface Check {
  what: string;
  /** @throws Error that says what was seen, when it does not hold. */
  run(stage: Stage): Promise<void>;
}

/** What came of a check. */
export interface Outcome {
  what: string;
  holds: boolean;
  /** What was seen instead; empty when it holds. */
  seen: string;
}

const shownCharacters = 200;

/** Runs the checks one after another. */
export async function runChecks(
  checks: readonly Check[],
  stage: Stage,
  onOutcome: (outcome: Outcome) => void = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { what, run } of checks) {
    const outcome = await run(stage).then(
      () => ({ what, holds: true, seen: "" }),
      (error: Error) => ({ what, holds: false, seen: error.message.slice(0, shownCharacters) }),
    );
    outcomes.push(outcome);
    onOutcome(outcome);
  }
  return outcomes;
}

/** @throws Error with what was seen, when it is another value than expected. */
export function mustBe(seen: unknown, expected: unknown, of = ""): void {
  const [text, wanted] = [JSON.stringify(seen), JSON.stringify(expected)];
  if (text !== wanted) throw new Error(`${of === "" ? "" : `${of}: `}${text} instead of ${wanted}`);
}
