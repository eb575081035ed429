/** The context of one request to the task subgraph. */
import DataLoader from "dataloader";
import type { SubgraphContext } from "../../platform/graphql/read-context.js";
import { requireClaims } from "../../platform/identity/caller.js";
import type { Claims } from "../../platform/identity/claims.js";
import { countTasks, type TaskCounts } from "./service/count-tasks.js";
import { findTasks } from "./service/find-tasks.js";
import { listTasksByOwner } from "./service/list-tasks-by-owner.js";
import type { ReadParts, TaskParts } from "./service/parts.js";
import type { Task, TaskPage } from "./service/task.js";
import type { TaskQuery } from "./service/task-filter.js";

/** One user's tasks, as a field of several users asks for them. */
export interface OwnedTasks {
  ownerId: string;
  query: TaskQuery;
}

/** The parts that resolvers and rules use. */
export interface TaskContext extends SubgraphContext {
  parts: TaskParts;
  /** Tasks by id that the caller may see, read in batches. */
  taskById: DataLoader<string, Task | null>;
  /** `User.tasks` for all users of a list in one command. */
  tasksByOwner: DataLoader<OwnedTasks, TaskPage, string>;
  countOf: TaskCounts;
}

/** Adds the parts of the use cases, and the loaders, to a request's context. */
export function createTaskContext(base: SubgraphContext, parts: TaskParts): TaskContext {
  const claims = () => requireClaims(base.caller);
  const counts = new DataLoader((filters: readonly Record<string, unknown>[]) => countTasks(parts, filters), {
    cacheKeyFn: (selection) => JSON.stringify(selection),
  });
  const countOf: TaskCounts = (selection) => counts.load(selection);
  return {
    ...base,
    parts,
    countOf,
    taskById: new DataLoader((ids) => findTasks(parts, ids, claims())),
    tasksByOwner: new DataLoader((keys) => loadByOwner(parts, keys, claims(), countOf), {
      cacheKeyFn: JSON.stringify,
    }),
  };
}

/** Reads pages for keys whose arguments are the same together: those of one field always are. */
async function loadByOwner(
  parts: ReadParts,
  keys: readonly OwnedTasks[],
  claims: Claims,
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
    const read = await listTasksByOwner(parts, ownerIds, query, claims, countOf);
    for (const [index, page] of read.entries()) pages.set(`${ownerIds[index]} ${name}`, page);
  }
  return keys.map(({ ownerId, query }) => pages.get(`${ownerId} ${JSON.stringify(query)}`) as TaskPage);
}
