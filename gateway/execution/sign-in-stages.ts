/**
 * Executes a mutation in stages, each of which ends with a sign-in. The selections below a sign-in and after it are
 * authorized and planned only then, for the new caller. After a sign-in that failed, nothing more is executed.
 */
import { Kind, type OperationDefinitionNode, print, type SelectionSetNode } from "graphql";
import type { Caller } from "../../platform/identity/caller.js";
import type { Access } from "../authorization/authorize.js";
import type { SchemaWithPolicies } from "../authorization/decide.js";
import type { GatewayContext, SignInExchange } from "../context.js";
import { extractOperation, type Fragments, readFragments } from "../operations/extract-operation.js";
import { hashText } from "../operations/hash-text.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { SignInPart, SignInParts } from "./sign-in-part.js";
import { StagedResult } from "./staged-result.js";
import type { RootField } from "./staged-roots.js";

/** The supergraph whose sign-ins are executed. */
export interface SignInGraph extends SchemaWithPolicies {
  findSignInPart: SignInParts;
}

/** The steps of the pipeline that each stage uses. */
export interface StageSteps {
  /** Authorizes the selections of the current caller. Selections below a sign-in are not checked. */
  authorize(request: OperationRequest): Access;
  /** Authorizes the selections below a sign-in for the caller who has signed in. */
  authorizeSignedIn(request: OperationRequest): Access;
  /** Plans and executes the permitted part, and completes the result. */
  run(access: Access, context: GatewayContext): Promise<OperationResult>;
  /** Returns the caller of an access token. */
  identify(accessToken: string): Promise<Caller>;
}

/** Executes a mutation with these root fields. @throws any error of a step before the first fetch. */
export function runSignInStages(
  graph: SignInGraph,
  request: OperationRequest,
  roots: readonly RootField[],
  steps: StageSteps,
): Promise<OperationResult> {
  return new StagedMutation(graph, request, roots, steps).run();
}

/** One mutation in progress. */
class StagedMutation {
  readonly #result: StagedResult;
  readonly #fragments: Fragments;
  /** A copy: other operations of the same HTTP request continue as the earlier caller. */
  #context: GatewayContext;
  #hasBegun = false;
  #isDenied = false;

  constructor(
    readonly graph: SignInGraph,
    readonly request: OperationRequest,
    readonly roots: readonly RootField[],
    readonly steps: StageSteps,
  ) {
    this.#result = new StagedResult(graph.schema);
    this.#fragments = readFragments(request.document);
    this.#context = { ...request.context };
  }

  async run(): Promise<OperationResult> {
    let rest = this.roots;
    let goesOn = true;
    let last = "";
    while (goesOn && rest.length > 0) {
      const end = rest.findIndex(({ signsIn }) => signsIn);
      const stage = end < 0 ? rest : rest.slice(0, end + 1);
      rest = rest.slice(stage.length);
      last = stage.at(-1)!.key;
      try {
        goesOn = await this.#runStage(stage);
      } catch (error) {
        if (!this.#hasBegun) throw error;
        goesOn = false;
        this.#result.leaveOutMissing(stage, error as Error);
      }
    }
    // A denied mutation has its errors already, and its data is null.
    if (!this.#isDenied) this.#result.leaveOutAfter(last, rest);
    return this.#result.toResult();
  }

  /** Returns false when nothing more may be executed. */
  async #runStage(stage: readonly RootField[]): Promise<boolean> {
    const access = this.steps.authorize(this.#toRequest(stage));
    if (access.permitted === null) {
      this.#result.take(stage, await this.steps.run(access, this.#context));
      this.#isDenied = true;
      return false;
    }
    const before = stage.filter(({ signsIn }) => !signsIn);
    if (before.length > 0) this.#result.take(before, await this.#execute(this.#toRequest(before)));
    const signIn = stage.find(({ signsIn }) => signsIn);
    return signIn === undefined || this.#signIn(signIn);
  }

  async #signIn(root: RootField): Promise<boolean> {
    const part = this.#partOf(root);
    const exchange: SignInExchange = { answer: undefined };
    this.#context = { ...this.#context, signIn: exchange };
    const { bearerToken } = this.#context;
    const result = await this.#execute(this.#toRequest([part === null ? root : withSelection(root, part)]));
    const isSignedIn = result.data?.[root.key] != null;
    const accessToken = this.#context.bearerToken;
    const isNewCaller = isSignedIn && accessToken !== null && accessToken !== bearerToken;
    if (isNewCaller) this.#context = { ...this.#context, caller: await this.steps.identify(accessToken) };
    const isWhole = part === null || part.isWhole || !isSignedIn;
    this.#result.take([root], isWhole ? result : await this.#executeBelow(root));
    this.#context = { ...this.#context, signIn: undefined };
    return isNewCaller;
  }

  #partOf({ nodes }: RootField): SignInPart | null {
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
    return this.graph.findSignInPart(nodes[0]!.name.value, selectionSet, this.#fragments);
  }

  async #execute(request: OperationRequest): Promise<OperationResult> {
    const result = await this.steps.run(this.steps.authorize(request), this.#context);
    this.#hasBegun = true;
    return result;
  }

  async #executeBelow(root: RootField): Promise<OperationResult> {
    return this.steps.run(this.steps.authorizeSignedIn(this.#toRequest([root])), this.#context);
  }

  /** Returns a request for only these root fields. */
  #toRequest(roots: readonly RootField[]): OperationRequest {
    const selections = roots.flatMap(({ nodes }) => nodes);
    const document = extractOperation(
      { ...this.request.operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      this.#fragments,
    );
    const operation = document.definitions[0] as OperationDefinitionNode;
    return { ...this.request, document, operation, hash: hashText(print(document)), context: this.#context };
  }
}

function withSelection({ nodes, ...root }: RootField, { selectionSet }: SignInPart): RootField {
  return { ...root, nodes: [{ ...nodes[0]!, selectionSet }] };
}
