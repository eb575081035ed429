/** The context of one request to the task subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/subgraph-server.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Caller, TaskChanging } from "./service/change-task.js";
import type { TaskCounts, TaskReading } from "./service/list-tasks.js";
import type { Task, TaskPage } from "./service/task.js";
import type { TaskQuery } from "./service/task-filter.js";

/** The use cases of this subgraph. */
export type Tasks = TaskReading & TaskChanging;

/** One user's tasks, as a field of several users asks for them. */
export interface OwnedTasks {
  ownerId: string;
  query: TaskQuery;
}

/** What the resolvers and rules work with. */
export interface TaskContext extends SubgraphContext {
  tasks: Tasks;
  /** The caller with its token. @throws AppError when nobody is signed in. */
  actor: () => Caller;
  /** Tasks by id that the caller may see, read in batches. */
  taskById: DataLoader<string, Task | null>;
  /** `User.tasks` for all users of a list in one command. */
  tasksByOwner: DataLoader<OwnedTasks, TaskPage, string>;
  countOf: TaskCounts;
}

/** Adds the service to a request's context. */
export function createTaskContext(base: SubgraphContext, tasks: Tasks): TaskContext {
  const claims = () => requireClaims(base.caller);
  const counts = new DataLoader(tasks.countMany, { cacheKeyFn: (selection) => JSON.stringify(selection) });
  const countOf: TaskCounts = (selection) => counts.load(selection);
  return {
    ...base,
    tasks,
    countOf,
    actor: () => ({ claims: claims(), token: base.caller.token ?? "" }),
    taskById: new DataLoader((ids) => tasks.findMany(ids, claims())),
    tasksByOwner: new DataLoader((keys) => loadByOwner(keys, tasks, claims(), countOf), {
      cacheKeyFn: JSON.stringify,
    }),
  };
}

/** Reads pages for keys whose arguments are the same together: those of one field always are. */
async function loadByOwner(
  keys: readonly OwnedTasks[],
  tasks: Tasks,
  claims: Caller["claims"],
  countOf: TaskCounts,
): Promise<TaskPage[]> {
  const groups = new Map<string, { query: TaskQuery; ownerIds: string[] }>();
  for (const { ownerId, query } of keys) {
    const name = JSON.stringify(query);
    const group = groups.get(name) ?? { query, ownerIds: [] };
    group.ownerIds.push(ownerId);
    groups.set(name, group);
  }
  const pages = new Map<string, TaskPage>();
  for (const [name, { query, ownerIds }] of groups) {
    const read = await tasks.listByOwner(ownerIds, query, claims, countOf);
    for (const [index, page] of read.entries()) pages.set(`${ownerIds[index]} ${name}`, page);
  }
  return keys.map(({ ownerId, query }) => pages.get(`${ownerId} ${JSON.stringify(query)}`) as TaskPage);
}
