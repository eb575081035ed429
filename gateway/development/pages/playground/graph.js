/** Sends operations to the graph of the same origin. Every failure is an answer with an error that says what to do. */

/** Returns the answer; `requestId` is the one that the server's log has. It never rejects, except when it is aborted. */
export async function send({ query, variables, operationName }, { headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch("graphql", {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json",
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify({ query, variables, operationName }),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    return { answer: failure("NO_ANSWER", "The gateway does not answer.") };
  }
  const requestId = response.headers.get("x-request-id");
  try {
    return { answer: await response.json(), requestId };
  } catch {
    return { answer: failure("NO_JSON", `The answer (status ${response.status}) is no JSON.`), requestId };
  }
}

const failure = (code, message) => ({ errors: [{ message, extensions: { code } }] });

/** The codes of an answer's errors. */
export const codesOf = ({ errors = [] }) => errors.map(({ extensions }) => extensions?.code);
