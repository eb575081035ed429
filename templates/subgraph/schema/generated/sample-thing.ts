/* Generated from schema/sample-thing.graphql by `npm run generate`; not to be edited. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { SampleThing as SampleThingRecord, SampleThingEdge as SampleThingEdgeRecord, SampleThingConnection as SampleThingConnectionRecord, User as UserRecord } from '../../subgraphs/sample-thing/records.js';
import type { SampleThingContext } from '../../subgraphs/sample-thing/context.js';
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
  _FieldSet: { input: unknown; output: unknown; }
};

export type Query = {
  __typename?: 'Query';
  /** A sample thing by id. NOT_FOUND if there is none, or if the caller may not see it. */
  sampleThing?: Maybe<SampleThing>;
  /**
   * The sample things that the caller owns; admins see all. The newest comes first. `first` is from 1 to 100; `after` is an
   * `endCursor` of the page before.
   */
  sampleThings: SampleThingConnection;
};


export type QuerySampleThingArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySampleThingsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Creates a sample thing that the caller owns. */
  createSampleThing: SampleThing;
  /** Changes a sample thing. The owner and admins may; all others get NOT_FOUND. */
  updateSampleThing: SampleThing;
  /** Deletes a sample thing. The owner and admins may; all others get NOT_FOUND. */
  deleteSampleThing: DeleteSampleThingPayload;
};


export type MutationCreateSampleThingArgs = {
  input: CreateSampleThingInput;
};


export type MutationUpdateSampleThingArgs = {
  id: Scalars['ID']['input'];
  input: UpdateSampleThingInput;
};


export type MutationDeleteSampleThingArgs = {
  id: Scalars['ID']['input'];
};

/** A sample thing with an owner. Only the owner and admins see it. */
export type SampleThing = {
  __typename?: 'SampleThing';
  /** The id; it never changes. */
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  owner: User;
  /** Grows by one with each change. Send it as `expectedVersion` to have a stale change refused. */
  version: Scalars['Int']['output'];
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
};

/** `name` has 1 to 200 characters after trimming. */
export type CreateSampleThingInput = {
  name: Scalars['String']['input'];
};

/** Fields that are left out keep their values. CONFLICT if `expectedVersion` is not the sample thing's version. */
export type UpdateSampleThingInput = {
  name?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

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

export type SampleThingConnection = {
  __typename?: 'SampleThingConnection';
  edges: Array<SampleThingEdge>;
  nodes: Array<SampleThing>;
  pageInfo: PageInfo;
};

export type SampleThingEdge = {
  __typename?: 'SampleThingEdge';
  cursor: Scalars['String']['output'];
  node: SampleThing;
};

export type DeleteSampleThingPayload = {
  __typename?: 'DeleteSampleThingPayload';
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
  SampleThing: SampleThing;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  SampleThing:
    ( { __typename: 'SampleThing' }
    & GraphQLRecursivePick<FederationTypes['SampleThing'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SampleThing: ResolverTypeWrapper<SampleThingRecord>;
  User: ResolverTypeWrapper<UserRecord>;
  CreateSampleThingInput: CreateSampleThingInput;
  UpdateSampleThingInput: UpdateSampleThingInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  SampleThingConnection: ResolverTypeWrapper<SampleThingConnectionRecord>;
  SampleThingEdge: ResolverTypeWrapper<SampleThingEdgeRecord>;
  DeleteSampleThingPayload: ResolverTypeWrapper<DeleteSampleThingPayload>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  SampleThing: SampleThingRecord;
  User: UserRecord;
  CreateSampleThingInput: CreateSampleThingInput;
  UpdateSampleThingInput: UpdateSampleThingInput;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  SampleThingConnection: SampleThingConnectionRecord;
  SampleThingEdge: SampleThingEdgeRecord;
  DeleteSampleThingPayload: DeleteSampleThingPayload;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  sampleThing?: Resolver<Maybe<ResolversTypes['SampleThing']>, ParentType, ContextType, RequireFields<QuerySampleThingArgs, 'id'>>;
  sampleThings?: Resolver<ResolversTypes['SampleThingConnection'], ParentType, ContextType, RequireFields<QuerySampleThingsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createSampleThing?: Resolver<ResolversTypes['SampleThing'], ParentType, ContextType, RequireFields<MutationCreateSampleThingArgs, 'input'>>;
  updateSampleThing?: Resolver<ResolversTypes['SampleThing'], ParentType, ContextType, RequireFields<MutationUpdateSampleThingArgs, 'id' | 'input'>>;
  deleteSampleThing?: Resolver<ResolversTypes['DeleteSampleThingPayload'], ParentType, ContextType, RequireFields<MutationDeleteSampleThingArgs, 'id'>>;
};

export type SampleThingResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['SampleThing'] = ResolversParentTypes['SampleThing'], FederationReferenceType extends FederationReferenceTypes['SampleThing'] = FederationReferenceTypes['SampleThing']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SampleThing']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SampleThingConnectionResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['SampleThingConnection'] = ResolversParentTypes['SampleThingConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SampleThingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['SampleThing']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SampleThingEdgeResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['SampleThingEdge'] = ResolversParentTypes['SampleThingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SampleThing'], ParentType, ContextType>;
};

export type DeleteSampleThingPayloadResolvers<ContextType = SampleThingContext, ParentType extends ResolversParentTypes['DeleteSampleThingPayload'] = ResolversParentTypes['DeleteSampleThingPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = SampleThingContext> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  SampleThing?: SampleThingResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  SampleThingConnection?: SampleThingConnectionResolvers<ContextType>;
  SampleThingEdge?: SampleThingEdgeResolvers<ContextType>;
  DeleteSampleThingPayload?: DeleteSampleThingPayloadResolvers<ContextType>;
};
