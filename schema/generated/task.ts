/* Generated from schema/task.graphql by `npm run generate`; not to be edited. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Task as TaskRecord, TaskEdge as TaskEdgeRecord, TaskConnection as TaskConnectionRecord, User as UserRecord } from '../../subgraphs/task/records.js';
import type { TaskContext } from '../../subgraphs/task/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, in the form of RFC 3339: `2026-11-21T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** A day of the calendar, in the form of RFC 3339: `2026-11-21`. A day that does not exist is refused. */
  Date: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

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

export type Query = {
  __typename?: 'Query';
  /** A task by id. NOT_FOUND if there is none, or if the caller may not see it. */
  task?: Maybe<Task>;
  /**
   * The tasks that the caller owns or is assigned to; admins see all tasks. `first` is from 1 to 100; `after` is an
   * `endCursor` of a page in the same order.
   */
  tasks: TaskConnection;
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<TaskOrder>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Creates a task that the caller owns, with the status TODO and enabled. RATE_LIMITED if the caller assigns too many tasks
   * to one user in an hour.
   */
  createTask: Task;
  /** Changes a task. The owner, the assignee and admins may. Every mutation of a task returns NOT_FOUND to all others. */
  updateTask: Task;
  /**
   * Enables a task. The owner and admins may; the assignee gets FORBIDDEN. CONFLICT, with the task's `version` in the error's
   * extensions, if that is not `expectedVersion`; so for each mutation that takes it.
   */
  enableTask: Task;
  /** Disables a task. The owner and admins may; the assignee gets FORBIDDEN. */
  disableTask: Task;
  /**
   * Assigns a task to a user; `assigneeId: null` removes the assignee. The owner and admins may; the assignee gets FORBIDDEN.
   * RATE_LIMITED if the caller assigns too many tasks to one user in an hour.
   */
  assignTask: Task;
  /**
   * Removes the caller as the assignee, and returns the task as it is now. The caller cannot see the task afterwards. The
   * owner and admins get FORBIDDEN: they use `assignTask`.
   */
  declineTask: Task;
  /** Deletes a task. The owner and admins may; the assignee gets FORBIDDEN. */
  deleteTask: DeleteTaskPayload;
};


export type MutationCreateTaskArgs = {
  input: CreateTaskInput;
};


export type MutationUpdateTaskArgs = {
  id: Scalars['ID']['input'];
  input: UpdateTaskInput;
};


export type MutationEnableTaskArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationDisableTaskArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationAssignTaskArgs = {
  id: Scalars['ID']['input'];
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationDeclineTaskArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteTaskArgs = {
  id: Scalars['ID']['input'];
};

/** A piece of work with an owner, and at most one assignee. */
export type Task = {
  __typename?: 'Task';
  /** The id; it never changes. */
  id: Scalars['ID']['output'];
  title: Scalars['String']['output'];
  description: Scalars['String']['output'];
  status: TaskStatus;
  priority: TaskPriority;
  dueDate?: Maybe<Scalars['Date']['output']>;
  enabled: Scalars['Boolean']['output'];
  owner: User;
  assignee?: Maybe<User>;
  /** Grows by one with each change. Send it as `expectedVersion` to have a stale change refused. */
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
  /** The tasks that this user owns and the caller may see. `first` is from 1 to 100. */
  tasks: TaskConnection;
};


export type UserTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<TaskOrder>;
};

/** `title` has 1 to 200 characters after trimming, `description` at most 10,000. */
export type CreateTaskInput = {
  title: Scalars['String']['input'];
  description?: InputMaybe<Scalars['String']['input']>;
  priority: TaskPriority;
  dueDate?: InputMaybe<Scalars['Date']['input']>;
  /** The id of a user whose account is enabled. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
};

/**
 * Fields that are left out keep their values; null removes `dueDate` or `assigneeId`. CONFLICT, with the task's `version` in
 * the error's extensions, if that is not `expectedVersion`.
 */
export type UpdateTaskInput = {
  title?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<TaskStatus>;
  priority?: InputMaybe<TaskPriority>;
  dueDate?: InputMaybe<Scalars['Date']['input']>;
  /** As for `assignTask`: the owner and admins may change the assignee; another value gets FORBIDDEN for the assignee. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Tasks for which all given conditions hold. */
export type TaskFilter = {
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  status?: InputMaybe<TaskStatus>;
  /** The task has one of these. */
  statuses?: InputMaybe<Array<TaskStatus>>;
  priority?: InputMaybe<TaskPriority>;
  ownerId?: InputMaybe<Scalars['ID']['input']>;
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** The task is due before this day. */
  dueBefore?: InputMaybe<Scalars['Date']['input']>;
  /** The task is due after this day. */
  dueAfter?: InputMaybe<Scalars['Date']['input']>;
  /**
   * Words of the title, each from its beginning, ignoring case: `rep ann` finds "Annual report". At most 10 words and 200
   * characters; a blank text finds all tasks.
   */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** The order of a list of tasks. */
export type TaskOrder = {
  field: TaskOrderField;
  direction: SortDirection;
};

/** What tasks are ordered by. */
export type TaskOrderField =
  | 'CREATED_AT'
  | 'UPDATED_AT'
  /** By due date; a task without one sorts after all dates. */
  | 'DUE_DATE'
  /** By priority, from LOW to URGENT. */
  | 'PRIORITY';

/** Where a page lies in its list, by the Relay cursor connections specification. Lists are read forwards only. */
export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  /** True if the page begins after a cursor. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** The value of `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
  /**
   * The number of entries that match the filter, on all pages. Counting stops at 1,000; `totalCountIsExact` is false if there
   * are more.
   */
  totalCount: Scalars['Int']['output'];
  /** False if `totalCount` stopped at 1,000 and there are more entries. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

export type TaskEdge = {
  __typename?: 'TaskEdge';
  cursor: Scalars['String']['output'];
  node: Task;
};

export type DeleteTaskPayload = {
  __typename?: 'DeleteTaskPayload';
  id: Scalars['ID']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Task: Task;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Task:
    ( { __typename: 'Task' }
    & GraphQLRecursivePick<FederationTypes['Task'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  TaskStatus: TaskStatus;
  TaskPriority: TaskPriority;
  SortDirection: SortDirection;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Task: ResolverTypeWrapper<TaskRecord>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  User: ResolverTypeWrapper<UserRecord>;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  TaskFilter: TaskFilter;
  TaskOrder: TaskOrder;
  TaskOrderField: TaskOrderField;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  TaskConnection: ResolverTypeWrapper<TaskConnectionRecord>;
  TaskEdge: ResolverTypeWrapper<TaskEdgeRecord>;
  DeleteTaskPayload: ResolverTypeWrapper<DeleteTaskPayload>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  Task: TaskRecord;
  Boolean: Scalars['Boolean']['output'];
  User: UserRecord;
  CreateTaskInput: CreateTaskInput;
  UpdateTaskInput: UpdateTaskInput;
  TaskFilter: TaskFilter;
  TaskOrder: TaskOrder;
  PageInfo: PageInfo;
  TaskConnection: TaskConnectionRecord;
  TaskEdge: TaskEdgeRecord;
  DeleteTaskPayload: DeleteTaskPayload;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type QueryResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<QueryTaskArgs, 'id'>>;
  tasks?: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, RequireFields<QueryTasksArgs, 'first'>>;
};

export type MutationResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationCreateTaskArgs, 'input'>>;
  updateTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationUpdateTaskArgs, 'id' | 'input'>>;
  enableTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationEnableTaskArgs, 'id'>>;
  disableTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationDisableTaskArgs, 'id'>>;
  assignTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationAssignTaskArgs, 'id'>>;
  declineTask?: Resolver<ResolversTypes['Task'], ParentType, ContextType, RequireFields<MutationDeclineTaskArgs, 'id'>>;
  deleteTask?: Resolver<ResolversTypes['DeleteTaskPayload'], ParentType, ContextType, RequireFields<MutationDeleteTaskArgs, 'id'>>;
};

export type TaskResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task'], FederationReferenceType extends FederationReferenceTypes['Task'] = FederationReferenceTypes['Task']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Task']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['TaskPriority'], ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  assignee?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tasks?: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, RequireFields<UserTasksArgs, 'first'>>;
};

export type PageInfoResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
};

export type DeleteTaskPayloadResolvers<ContextType = TaskContext, ParentType extends ResolversParentTypes['DeleteTaskPayload'] = ResolversParentTypes['DeleteTaskPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = TaskContext> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  TaskConnection?: TaskConnectionResolvers<ContextType>;
  TaskEdge?: TaskEdgeResolvers<ContextType>;
  DeleteTaskPayload?: DeleteTaskPayloadResolvers<ContextType>;
};
