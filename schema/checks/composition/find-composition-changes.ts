/** Chapter 1: whether the changed subgraphs can be deployed one by one, and in which order. */
import { availableParallelism } from "node:os";
import { buildSchema } from "graphql";
import pLimit from "p-limit";
import { elementsOf } from "../changes/elements.js";
import type { Finding } from "../finding.js";
import type { ChapterInput, SchemaVersion } from "../schema-version.js";
import { oneLine } from "../versions/to-version.js";
import { composeApart, isLargeGraph } from "./compose-apart.js";

/** Above this number of changed subgraphs each step takes the first subgraph that fits, without going back. */
const mostForAllOrders = 5;

/** Composes the new SDL of some subgraphs beside the old SDL of the others. */
type TryStep = (deployed: ReadonlySet<string>) => Promise<string | null>;

/**
 * With two or more changed subgraphs: composes the new version of each beside the old versions of the others, and where
 * that fails, looks for an order in which every step composes and loses nothing that clients have before and after.
 */
export async function findCompositionChanges({ base, head }: ChapterInput): Promise<Finding[]> {
  const changed = changedSubgraphs(base, head);
  if (base.subgraphs.size === 0 || changed.length < 2) return [];
  const tryStep = createStep(base, head);
  // Large graphs are composed in threads: as many at once as there are cores.
  const inTurn = pLimit(availableParallelism());
  const tried = await Promise.all(
    changed.map((name) => inTurn(async () => ({ name, problem: await tryStep(new Set([name])) }))),
  );
  const problems = tried.filter(({ problem }) => problem !== null);
  if (problems.length === 0) return [];
  const order = await findOrder(changed, tryStep);
  const why = problems.map(({ name, problem }) => `${name} alone: ${problem}`).join(" ");
  if (order === null) {
    return [
      {
        chapter: "composition",
        severity: "breaking",
        kind: "no-deploy-order",
        coordinate: changed.join(" + "),
        message: `No order of deploying ${changed.join(", ")} composes at every step: it takes more than one change. ${why}`,
      },
    ];
  }
  return [
    {
      chapter: "composition",
      severity: "dangerous",
      kind: "deploy-order",
      coordinate: changed.join(" + "),
      message: `Deploy in this order: ${order.join(", then ")}. ${why}`,
    },
  ];
}

/** Subgraphs that are new, gone or changed, by name. */
function changedSubgraphs(base: SchemaVersion, head: SchemaVersion): string[] {
  const names = new Set([...base.subgraphs.keys(), ...head.subgraphs.keys()]);
  return [...names].filter((name) => base.subgraphs.get(name) !== head.subgraphs.get(name)).sort();
}

function createStep(base: SchemaVersion, head: SchemaVersion): TryStep {
  const known = new Map<string, Promise<string | null>>();
  const kept = intersection(base, head);
  const compose = async (deployed: ReadonlySet<string>): Promise<string | null> => {
    const subgraphs = new Map(base.subgraphs);
    for (const name of deployed) {
      const sdl = head.subgraphs.get(name);
      if (sdl === undefined) subgraphs.delete(name);
      else subgraphs.set(name, sdl);
    }
    const result = await composeApart({ subgraphs, satisfiability: !isLargeGraph(subgraphs) });
    if ("problems" in result) return oneLine(result.problems[0]?.message ?? "It does not compose.");
    const there = elementsOf(buildSchema(result.api, { assumeValid: true }));
    const lost = kept.filter((coordinate) => !there.has(coordinate));
    return lost.length === 0 ? null : `${lost.slice(0, 3).join(", ")} would be away in between.`;
  };
  return (deployed) => {
    const key = [...deployed].sort().join(" ");
    const result = known.get(key) ?? compose(deployed);
    known.set(key, result);
    return result;
  };
}

function intersection(base: SchemaVersion, head: SchemaVersion): string[] {
  const after = elementsOf(head.apiSchema);
  return [...elementsOf(base.apiSchema).keys()].filter((coordinate) => after.has(coordinate));
}

async function findOrder(changed: readonly string[], tryStep: TryStep): Promise<string[] | null> {
  const tryAll = changed.length <= mostForAllOrders;
  const dead = new Set<string>();
  const goOn = async (order: readonly string[]): Promise<string[] | null> => {
    if (order.length === changed.length) return [...order];
    const key = [...order].sort().join(" ");
    if (dead.has(key)) return null;
    for (const name of changed.filter((one) => !order.includes(one))) {
      if ((await tryStep(new Set([...order, name]))) !== null) continue;
      const found = await goOn([...order, name]);
      if (found !== null || !tryAll) return found;
    }
    dead.add(key);
    return null;
  };
  return goOn([]);
}
