/** Reads values of a REST request, by the names that the old services had and by the graph's. */
import { badInput } from "../../platform/errors.js";
import type { RestData, RestInput } from "./rest-route.js";

/** Returns the first of these fields that is there; undefined where none is. @throws AppError BAD_USER_INPUT for no text. */
export function readText({ body }: RestInput, ...names: [string, ...string[]]): string | undefined {
  const name = names.find((one) => Object.hasOwn(body, one) && body[one] !== null);
  const value = name === undefined ? undefined : body[name];
  if (value === undefined || typeof value === "string") return value;
  throw badInput(name!, `\`${name}\` must be a text.`);
}

/** Returns the first of these fields. @throws AppError BAD_USER_INPUT where none is there. */
export function requireText(input: RestInput, ...names: [string, ...string[]]): string {
  const value = readText(input, ...names);
  if (value === undefined) throw badInput(names[0], `\`${names[0]}\` is missing.`);
  return value;
}

/** Returns a truth value; undefined where it is not there. @throws AppError BAD_USER_INPUT for another value. */
export function readFlag({ body }: RestInput, name: string): boolean | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value;
  throw badInput(name, `\`${name}\` must be true or false.`);
}

const largestPage = 100;

/** Returns the variables of a page: `limit` (100) and `after`. @throws AppError BAD_USER_INPUT. */
export function readPage({ search }: RestInput): { first: number; after?: string } {
  const limit = search.get("limit") ?? String(largestPage);
  const after = search.get("after");
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > largestPage)
    throw badInput("limit", `\`limit\` must be from 1 to ${largestPage}.`);
  return { first: Number(limit), ...(after !== null && { after }) };
}

/** Returns the id in the path. */
export const readId = ({ path }: RestInput): { id: string } => ({ id: path["id"]! });

/** Returns the entries of a page of the graph. */
export const nodesOf = (connection: unknown): readonly RestData[] =>
  (connection as { nodes: readonly RestData[] }).nodes;

/** Returns the cursor of the next page; null on the last one. */
export function nextOf(connection: unknown): string | null {
  const { hasNextPage, endCursor } = (
    connection as { pageInfo: { hasNextPage: boolean; endCursor: string | null } }
  ).pageInfo;
  return hasNextPage ? endCursor : null;
}
