/** The authorization matrix: every field as every kind of caller, at a router and at this project's own gateway. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLSchema } from "graphql";
import { projectRoot } from "../../platform/project-root.js";
import { type CallerKind, createNewcomers, type Person } from "../support/newcomers.js";
import { mutationsOfEveryField, queriesOfEveryType, type WholeOperation } from "../support/whole-schema.js";
import { type Answer, codesOf, type Stage } from "./stage.js";

/** What became of one operation. */
export interface Cell {
  /** The kind of caller and the operation. */
  at: string;
  /** Did the gateway, and the router, refuse it or a part of it for lack of grants? */
  byGateway: boolean;
  byRouter: boolean;
  /** Did the gateway refuse all of it, so that it fetched nothing? */
  isWhole: boolean;
  /** The fetches of the router. */
  fetches: number;
  /** Places that are null at the gateway and hold data at the router. */
  leaks: string[];
}

/** Codes and messages of refusals: the subgraphs', Hive's, Cosmo's. */
const refusal = /^(UNAUTHENTICATED|FORBIDDEN|UNAUTHORIZED_FIELD_OR_TYPE|unauthorized\b.*)$/i;

/** Runs every operation as callers of a kind, at the gateway and at the router's `url`. */
export async function measureMatrix(stage: Stage, kind: CallerKind, url = stage.url): Promise<Cell[]> {
  const schema = buildSchema(readFileSync(join(projectRoot, "schema", "api.graphql"), "utf8"));
  const people = {
    gateway: await createNewcomers(stage.system, kind),
    router: await createNewcomers(stage.system, kind),
  };
  const cells: Cell[] = [];
  for (const [index, { name }] of allOperations(schema, "").entries()) {
    const send = ({ id, token }: Person, at: string) =>
      stage.as(token, { url: at })(allOperations(schema, id)[index]!.operation);
    let gateway: Answer | undefined;
    let router: Answer | undefined;
    const [asGateway, asRouter] = [await people.gateway(), await people.router()];
    const gatewayFetches = await stage.countFetches(async () => {
      gateway = await send(asGateway, stage.system.urls.gateway);
    });
    const fetches = await stage.countFetches(async () => {
      router = await send(asRouter, url);
    });
    cells.push(compare(`${kind} ${name}`, gateway!, router!, gatewayFetches === 0, fetches));
  }
  return cells;
}

const allOperations = (schema: GraphQLSchema, id: string): WholeOperation[] => [
  ...queriesOfEveryType(schema, id),
  ...mutationsOfEveryField(schema, id),
];

function compare(at: string, gateway: Answer, router: Answer, unfetched: boolean, fetches: number): Cell {
  const isRefused = (answer: Answer) => codesOf(answer).some((code) => refusal.test(code));
  const refused = gateway.errors.filter(({ extensions }) => refusal.test(extensions?.code ?? ""));
  const byGateway = refused.length > 0;
  const leaks = refused.flatMap(({ path = [] }) =>
    valueAt(router.data, path) == null ? [] : path.join("."),
  );
  return { at, byGateway, byRouter: isRefused(router), isWhole: byGateway && unfetched, fetches, leaks };
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], data ?? null);
}
