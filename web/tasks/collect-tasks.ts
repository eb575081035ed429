/** Collects the tasks of the signed-in user for the download of all data about them. */
import { client } from "../session/client.js";
import { type ExportedTaskFragment, exportTasksQuery } from "./operations.generated.js";

/** Returns the tasks that the user owns or is assigned, over as many pages as there are. @throws the errors of the query. */
export async function collectTasks(): Promise<ExportedTaskFragment[]> {
  const tasks: ExportedTaskFragment[] = [];
  let after: string | null = null;
  do {
    const { data }: { data?: { tasks: TaskPage } | undefined } = await client.query({
      query: exportTasksQuery,
      variables: { after },
      fetchPolicy: "no-cache",
    });
    if (!data) throw new Error("There is no data.");
    tasks.push(...data.tasks.edges.map(({ node }) => node));
    after = data.tasks.pageInfo.hasNextPage ? data.tasks.pageInfo.endCursor : null;
  } while (after !== null);
  return tasks;
}

interface TaskPage {
  readonly edges: readonly { readonly node: ExportedTaskFragment }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
