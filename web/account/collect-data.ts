/** Collects all data about the signed-in user, over as many pages as there are. */
import { client } from "../session/client.js";
import { collectOwnData } from "../session/own-data.js";
import { exportMoreActivityQuery, exportOwnDataQuery } from "./operations.generated.js";

/** Returns the data as text: JSON, for people and programs. @throws the errors of the operations. */
export async function collectData(): Promise<string> {
  const fetchPolicy = "no-cache";
  const { data } = await client.query({ query: exportOwnDataQuery, fetchPolicy });
  if (!data) throw new Error("There is no data.");
  const { activity, ...account } = data.exportMyData;
  const entries = [...activity.nodes];
  let page = activity.pageInfo;
  while (page.hasNextPage) {
    const more = await client.query({
      query: exportMoreActivityQuery,
      variables: { after: page.endCursor },
      fetchPolicy,
    });
    if (!more.data) break;
    entries.push(...more.data.exportMyData.activity.nodes);
    page = more.data.exportMyData.activity.pageInfo;
  }
  const all = { ...account, activity: entries, ...(await collectOwnData()) };
  return JSON.stringify(all, (key, value: unknown) => (key === "__typename" ? undefined : value), 2);
}
