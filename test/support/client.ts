/** A small GraphQL client for tests: a real HTTP request, and the response as it came. */

/** A response by the specification. */
export interface GraphAnswer<Data> {
  status: number;
  headers: Headers;
  data: Data | null | undefined;
  errors: {
    message: string;
    path?: (string | number)[];
    extensions: {
      code: string;
      field?: string;
      fields?: { field: string; message: string }[];
    };
  }[];
}

/** Sends operations with one identity. */
export interface GraphClient {
  /** The whole response. */
  send<Data = Record<string, unknown>>(query: string, variables?: object): Promise<GraphAnswer<Data>>;
  /** The data of an operation that must succeed; throws its errors otherwise. */
  data<Data = Record<string, unknown>>(query: string, variables?: object): Promise<Data>;
  /** The codes of an operation's errors, in their order. */
  codes(query: string, variables?: object): Promise<string[]>;
}

/** Creates a client of the graph at `url`, signed in by a token or not. More headers may be given. */
export function createClient(
  url: string,
  token?: string,
  moreHeaders: Record<string, string> = {},
): GraphClient {
  const send = async <Data>(query: string, variables: object = {}): Promise<GraphAnswer<Data>> => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...moreHeaders,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as Pick<GraphAnswer<Data>, "data" | "errors">;
    return { status: response.status, headers: response.headers, data, errors };
  };
  return {
    send,
    async data<Data>(query: string, variables?: object) {
      const { data, errors } = await send<Data>(query, variables);
      if (errors.length > 0 || data == null)
        throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
      return data;
    },
    async codes(query, variables) {
      return (await send(query, variables)).errors.map(({ extensions }) => extensions.code);
    },
  };
}
