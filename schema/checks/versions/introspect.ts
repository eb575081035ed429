/** Reads the schema of a running server by introspection. It has no directives: the chapters that need them say so. */
import { getIntrospectionQuery } from "graphql";
import { withoutCredentials } from "../../../platform/text/redact.js";
import { CheckError } from "../check-error.js";
import type { SchemaVersion } from "../schema-version.js";
import { readIntrospection } from "./read-file.js";

const patienceMilliseconds = 10_000;

/** Deprecated arguments are asked for first; servers of before 2021 do not know them. */
const queries = [
  getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
  getIntrospectionQuery(),
];

/** Reads the schema at a URL. @throws CheckError when the server is away or refuses introspection. */
export async function introspect(url: string): Promise<SchemaVersion> {
  requireNoCredentials(url);
  let refusal = "";
  for (const query of queries) {
    const { status, body } = await post(url, query);
    const { data, errors } = parseBody(body);
    if (data) return readIntrospection(url, JSON.stringify({ data }));
    refusal = errors?.[0]?.message ?? `it returns no GraphQL response (HTTP ${status})`;
  }
  throw new CheckError([`${url} does not allow introspection: ${refusal}`]);
}

/** Reports are public, and name the base; and fetch refuses such a URL with a message that quotes it. */
function requireNoCredentials(url: string): void {
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    throw new CheckError([
      `The base ${withoutCredentials(url)} must hold no name or password: they are not sent, and reports name the base.`,
    ]);
  }
}

async function post(url: string, query: string): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
      },
      body: JSON.stringify({ query, operationName: "IntrospectionQuery" }),
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
    throw new CheckError([`${url} cannot be reached: ${cause?.message || cause?.code || message}.`]);
  }
}

function parseBody(body: string): { data?: unknown; errors?: { message?: string }[] } {
  try {
    return (JSON.parse(body) as object | null) ?? {};
  } catch {
    return {};
  }
}
