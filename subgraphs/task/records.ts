/** The records behind the types of the graph: each export has its type's name, and `npm run generate` reads them. */
export type { Task, TaskEdge, TaskPage as TaskConnection, UserReference as User } from "./service/task.js";
