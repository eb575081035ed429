/* Generated from web/tasks/operations.graphql by `npm run generate`; not to be edited. */
import { gql, type TypedDocumentNode } from "@apollo/client";
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How far a task is. */
export type TaskStatus =
  | 'TODO'
  | 'IN_PROGRESS'
  | 'DONE';

/** How urgent a task is, from LOW to URGENT. */
export type TaskPriority =
  | 'LOW'
  | 'NORMAL'
  | 'HIGH'
  | 'URGENT';

/** The order of a list: ascending or descending. */
export type SortDirection =
  | 'ASC'
  | 'DESC';

/** `title` has 1 to 200 characters after trimming, `description` at most 10,000. */
export type CreateTaskInput = {
  readonly title: string;
  readonly description?: string | null | undefined;
  readonly priority?: TaskPriority;
  readonly dueDate?: string | null | undefined;
  /** The id of a user whose account is enabled. */
  readonly assigneeId?: string | null | undefined;
};

/**
 * Fields that are left out keep their values; null removes `dueDate` or `assigneeId`. CONFLICT, with the task's `version` in
 * the error's extensions, if that is not `expectedVersion`.
 */
export type UpdateTaskInput = {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly status?: TaskStatus | null | undefined;
  readonly priority?: TaskPriority | null | undefined;
  readonly dueDate?: string | null | undefined;
  /** As for `assignTask`: the owner and admins may change the assignee; another value gets FORBIDDEN for the assignee. */
  readonly assigneeId?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
};

/** Tasks for which all given conditions hold. */
export type TaskFilter = {
  readonly enabled?: boolean | null | undefined;
  readonly status?: TaskStatus | null | undefined;
  /** The task has one of these. */
  readonly statuses?: ReadonlyArray<TaskStatus> | null | undefined;
  readonly priority?: TaskPriority | null | undefined;
  readonly ownerId?: string | null | undefined;
  readonly assigneeId?: string | null | undefined;
  /** The task is due before this day. */
  readonly dueBefore?: string | null | undefined;
  /** The task is due after this day. */
  readonly dueAfter?: string | null | undefined;
  /**
   * Words of the title, each from its beginning, ignoring case: `rep ann` finds "Annual report". At most 10 words and 200
   * characters; a blank text finds all tasks.
   */
  readonly search?: string | null | undefined;
};

/** The order of a list of tasks. */
export type TaskOrder = {
  readonly field?: TaskOrderField;
  readonly direction?: SortDirection;
};

/** What tasks are ordered by. */
export type TaskOrderField =
  | 'CREATED_AT'
  | 'UPDATED_AT'
  /** By due date; a task without one sorts after all dates. */
  | 'DUE_DATE'
  /** By priority, from LOW to URGENT. */
  | 'PRIORITY';

export type TaskListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: TaskFilter | null | undefined;
  orderBy?: TaskOrder | null | undefined;
}>;


export type TaskListQuery = { readonly tasks: { readonly __typename: 'TaskConnection', readonly totalCount: number, readonly totalCountIsExact: boolean, readonly edges: ReadonlyArray<{ readonly __typename: 'TaskEdge', readonly cursor: string, readonly node: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PersonNameFragment = { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean };

export type TaskRowFragment = { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null };

export type OpenTaskQueryVariables = Exact<{
  id: string;
}>;


export type OpenTaskQuery = { readonly task: { readonly __typename: 'Task', readonly description: string, readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } | null };

export type TaskDetailsFragment = { readonly __typename: 'Task', readonly description: string, readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null };

export type CreateTaskMutationVariables = Exact<{
  input: CreateTaskInput;
}>;


export type CreateTaskMutation = { readonly createTask: { readonly __typename: 'Task', readonly description: string, readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } };

export type UpdateTaskMutationVariables = Exact<{
  id: string;
  input: UpdateTaskInput;
}>;


export type UpdateTaskMutation = { readonly updateTask: { readonly __typename: 'Task', readonly description: string, readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } };

export type UpdateTaskRowMutationVariables = Exact<{
  id: string;
  input: UpdateTaskInput;
}>;


export type UpdateTaskRowMutation = { readonly updateTask: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } };

export type EnableTaskMutationVariables = Exact<{
  id: string;
  expectedVersion?: number | null | undefined;
}>;


export type EnableTaskMutation = { readonly enableTask: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } };

export type DisableTaskMutationVariables = Exact<{
  id: string;
  expectedVersion?: number | null | undefined;
}>;


export type DisableTaskMutation = { readonly disableTask: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean }, readonly assignee: { readonly __typename: 'User', readonly id: string, readonly username: string, readonly displayName: string, readonly deleted: boolean } | null } };

export type DeclineTaskMutationVariables = Exact<{
  id: string;
}>;


export type DeclineTaskMutation = { readonly declineTask: { readonly __typename: 'Task', readonly id: string } };

export type DeleteTaskMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTaskMutation = { readonly deleteTask: { readonly __typename: 'DeleteTaskPayload', readonly id: string } };

export type ExportTasksQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExportTasksQuery = { readonly tasks: { readonly __typename: 'TaskConnection', readonly edges: ReadonlyArray<{ readonly __typename: 'TaskEdge', readonly node: { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly description: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string }, readonly assignee: { readonly __typename: 'User', readonly id: string } | null } }>, readonly pageInfo: { readonly __typename: 'PageInfo', readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ExportedTaskFragment = { readonly __typename: 'Task', readonly id: string, readonly title: string, readonly description: string, readonly status: TaskStatus, readonly priority: TaskPriority, readonly dueDate: string | null, readonly enabled: boolean, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly owner: { readonly __typename: 'User', readonly id: string }, readonly assignee: { readonly __typename: 'User', readonly id: string } | null };
export const taskListQuery: TypedDocumentNode<TaskListQuery, TaskListQueryVariables> = gql("query TaskList($first: Int!, $after: String, $filter: TaskFilter, $orderBy: TaskOrder) {\n  tasks(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n    edges {\n      cursor\n      node {\n        ...TaskRow\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    totalCount\n    totalCountIsExact\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const openTaskQuery: TypedDocumentNode<OpenTaskQuery, OpenTaskQueryVariables> = gql("query OpenTask($id: ID!) {\n  task(id: $id) {\n    ...TaskDetails\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskDetails on Task {\n  ...TaskRow\n  description\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const createTaskMutation: TypedDocumentNode<CreateTaskMutation, CreateTaskMutationVariables> = gql("mutation CreateTask($input: CreateTaskInput!) {\n  createTask(input: $input) {\n    ...TaskDetails\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskDetails on Task {\n  ...TaskRow\n  description\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const updateTaskMutation: TypedDocumentNode<UpdateTaskMutation, UpdateTaskMutationVariables> = gql("mutation UpdateTask($id: ID!, $input: UpdateTaskInput!) {\n  updateTask(id: $id, input: $input) {\n    ...TaskDetails\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskDetails on Task {\n  ...TaskRow\n  description\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const updateTaskRowMutation: TypedDocumentNode<UpdateTaskRowMutation, UpdateTaskRowMutationVariables> = gql("mutation UpdateTaskRow($id: ID!, $input: UpdateTaskInput!) {\n  updateTask(id: $id, input: $input) {\n    ...TaskRow\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const enableTaskMutation: TypedDocumentNode<EnableTaskMutation, EnableTaskMutationVariables> = gql("mutation EnableTask($id: ID!, $expectedVersion: Int) {\n  enableTask(id: $id, expectedVersion: $expectedVersion) {\n    ...TaskRow\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const disableTaskMutation: TypedDocumentNode<DisableTaskMutation, DisableTaskMutationVariables> = gql("mutation DisableTask($id: ID!, $expectedVersion: Int) {\n  disableTask(id: $id, expectedVersion: $expectedVersion) {\n    ...TaskRow\n    __typename\n  }\n}\n\nfragment PersonName on User {\n  id\n  username\n  displayName\n  deleted\n  __typename\n}\n\nfragment TaskRow on Task {\n  id\n  title\n  status\n  priority\n  dueDate\n  enabled\n  version\n  createdAt\n  updatedAt\n  owner {\n    ...PersonName\n    __typename\n  }\n  assignee {\n    ...PersonName\n    __typename\n  }\n  __typename\n}");
export const declineTaskMutation: TypedDocumentNode<DeclineTaskMutation, DeclineTaskMutationVariables> = gql("mutation DeclineTask($id: ID!) {\n  declineTask(id: $id) {\n    id\n    __typename\n  }\n}");
export const deleteTaskMutation: TypedDocumentNode<DeleteTaskMutation, DeleteTaskMutationVariables> = gql("mutation DeleteTask($id: ID!) {\n  deleteTask(id: $id) {\n    id\n    __typename\n  }\n}");
export const exportTasksQuery: TypedDocumentNode<ExportTasksQuery, ExportTasksQueryVariables> = gql("query ExportTasks($after: String) {\n  tasks(first: 100, after: $after) {\n    edges {\n      node {\n        ...ExportedTask\n        __typename\n      }\n      __typename\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n      __typename\n    }\n    __typename\n  }\n}\n\nfragment ExportedTask on Task {\n  id\n  title\n  description\n  status\n  priority\n  dueDate\n  enabled\n  owner {\n    id\n    __typename\n  }\n  assignee {\n    id\n    __typename\n  }\n  version\n  createdAt\n  updatedAt\n  __typename\n}");
