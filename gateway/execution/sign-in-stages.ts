/**
 * Carries a mutation out in stages, each of which ends with a sign-in. What follows a sign-in, and what is selected
 * below it, is judged and planned only then, for the new caller. After a sign-in that failed nothing more is carried out.
 */
import { createHash } from "node:crypto";
import {
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionSetNode,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { AppError, errorCodes } from "../../platform/errors.js";
import type { Caller } from "../../platform/identity/caller.js";
import type { GatewayContext, SignInExchange } from "../context.js";
import { extractOperation, type Fragments, readFragments } from "../operations/extract-operation.js";
import type { Executor, ExecutorAnswer, ExecutorRequest } from "../supergraph/executor.js";
import { coerceVariables } from "./coerce-variables.js";
import type { SignInPart, SignInParts } from "./sign-in-part.js";

/** What the stages of one supergraph work with. */
export interface SignInStagesParts {
  schema: GraphQLSchema;
  /** Does this root field of a mutation sign someone in? */
  signsIn(field: string): boolean;
  partOf: SignInParts;
  /** Carries out what the caller may. What is selected below a sign-in is not judged. */
  execute: Executor;
  /** The same, but for what is selected below a sign-in: the caller is the one who has signed in. */
  executeSignedIn: Executor;
  /** The answer to a change that is refused to the caller, else null. Carries nothing out. */
  refuse(request: ExecutorRequest): Promise<ExecutorAnswer | null>;
  /** Tells whose access token it is. */
  identify(accessToken: string): Promise<Caller>;
}

/** A root field by its name in the answer, and the selections that it comes from. */
interface RootField {
  key: string;
  nodes: readonly FieldNode[];
  signsIn: boolean;
}

/** Creates the executor. All but mutations with a sign-in are passed on as they are. */
export function createSignInStages(parts: SignInStagesParts): Executor {
  return async (request) => {
    const { operation } = request;
    if (operation?.operation !== OperationTypeNode.MUTATION) return parts.execute(request);
    const roots = readRoots(parts, request, operation);
    if (!roots.some(({ signsIn }) => signsIn)) return parts.execute(request);
    return new StagedChange(parts, request, operation, roots).run();
  };
}

/** The root fields in their order; none when the variables are wrong, which the executor tells. */
function readRoots(
  { schema, signsIn }: SignInStagesParts,
  { document, request }: ExecutorRequest,
  operation: OperationDefinitionNode,
): RootField[] {
  const { coerced } = coerceVariables(schema, operation, request.variables ?? {});
  if (coerced === undefined) return [];
  const fragments = Object.fromEntries(readFragments(document));
  const type = schema.getMutationType()!;
  const fields = collectFields(schema, fragments, coerced, type, operation.selectionSet);
  return [...fields].map(([key, nodes]) => ({ key, nodes, signsIn: signsIn(nodes[0]!.name.value) }));
}

/** One mutation under way. */
class StagedChange {
  readonly #data: Record<string, unknown> = Object.create(null);
  readonly #errors: GraphQLError[] = [];
  readonly #fragments: Fragments;
  /** A copy: other operations of the same HTTP request go on as the earlier caller. */
  #context: GatewayContext;
  #isNull = false;
  #hasBegun = false;
  #isRefused = false;

  constructor(
    readonly parts: SignInStagesParts,
    readonly request: ExecutorRequest,
    readonly operation: OperationDefinitionNode,
    readonly roots: readonly RootField[],
  ) {
    this.#fragments = readFragments(request.document);
    this.#context = { ...(request.context as GatewayContext) };
  }

  /** Carries it out. @throws whatever the executor throws, while nothing is carried out yet. */
  async run(): Promise<ExecutorAnswer> {
    let rest = this.roots;
    let goesOn = true;
    let last = "";
    while (goesOn && rest.length > 0) {
      const end = rest.findIndex(({ signsIn }) => signsIn);
      const stage = end < 0 ? rest : rest.slice(0, end + 1);
      rest = rest.slice(stage.length);
      last = stage.at(-1)!.key;
      try {
        goesOn = await this.#carryOut(stage);
      } catch (error) {
        if (!this.#hasBegun) throw error;
        goesOn = false;
        const missing = stage.filter(({ key }) => !(key in this.#data));
        this.#leaveOut(missing, error as Error);
      }
    }
    // Of a change that is refused, what is refused has errors, and the whole is null.
    if (!this.#isRefused) this.#leaveOut(rest, this.#toNotCarriedOut(last));
    const errors = this.#errors.length > 0 && { errors: this.#errors };
    return { data: this.#isNull ? null : this.#data, ...errors };
  }

  /** Returns false where nothing more may be carried out. */
  async #carryOut(stage: readonly RootField[]): Promise<boolean> {
    const refusal = await this.parts.refuse(this.#toRequest(stage));
    if (refusal !== null) {
      this.#take(stage, refusal);
      this.#isRefused = true;
      return false;
    }
    const before = stage.filter(({ signsIn }) => !signsIn);
    if (before.length > 0) this.#take(before, await this.#execute(this.#toRequest(before)));
    const signIn = stage.find(({ signsIn }) => signsIn);
    return signIn === undefined || this.#signIn(signIn);
  }

  async #signIn(root: RootField): Promise<boolean> {
    const part = this.#partOf(root);
    const exchange: SignInExchange = { answer: undefined };
    this.#context = { ...this.#context, signIn: exchange };
    const { bearerToken } = this.#context;
    const answer = await this.#execute(this.#toRequest([part === null ? root : withSelection(root, part)]));
    const isSignedIn = answer.data?.[root.key] != null;
    const accessToken = this.#context.bearerToken;
    const isNewCaller = isSignedIn && accessToken !== null && accessToken !== bearerToken;
    if (isNewCaller) this.#context = { ...this.#context, caller: await this.parts.identify(accessToken) };
    const isWhole = part === null || part.isWhole || !isSignedIn;
    this.#take([root], isWhole ? answer : await this.parts.executeSignedIn(this.#toRequest([root])));
    this.#context = { ...this.#context, signIn: undefined };
    return isNewCaller;
  }

  #partOf({ nodes }: RootField): SignInPart | null {
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
    return this.parts.partOf(nodes[0]!.name.value, selectionSet, this.#fragments);
  }

  async #execute(request: ExecutorRequest): Promise<ExecutorAnswer> {
    const answer = await this.parts.execute(request);
    this.#hasBegun = true;
    return answer;
  }

  /** An operation with these root fields alone. */
  #toRequest(roots: readonly RootField[]): ExecutorRequest {
    const selections = roots.flatMap(({ nodes }) => nodes);
    const document = extractOperation(
      { ...this.operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      this.#fragments,
    );
    const operation = document.definitions[0] as OperationDefinitionNode;
    const queryHash = createHash("sha256").update(print(document)).digest("hex");
    return { ...this.request, document, operation, queryHash, context: this.#context };
  }

  #take(roots: readonly RootField[], { data, errors = [] }: ExecutorAnswer): void {
    this.#errors.push(...errors);
    if (data == null) this.#isNull = true;
    for (const { key } of roots) this.#data[key] = data?.[key] ?? null;
  }

  /** What is left out fails with the code of the sign-in; with its own where that gave neither a caller nor an error. */
  #toNotCarriedOut(signIn: string): AppError {
    const error = this.#errors.findLast(({ path }) => path?.[0] === signIn);
    const reason =
      error?.originalError instanceof AppError ? error.originalError.code : error?.extensions["code"];
    const code = errorCodes.find((one) => one === reason && one !== "INTERNAL_SERVER_ERROR");
    return new AppError(
      code ?? "SIGN_IN_FAILED",
      "This was not carried out, for a sign-in before it failed.",
    );
  }

  #leaveOut(roots: readonly RootField[], error: Error): void {
    const fields = this.parts.schema.getMutationType()!.getFields();
    for (const { key, nodes } of roots) {
      this.#data[key] = null;
      if (isNonNullType(fields[nodes[0]!.name.value]?.type)) this.#isNull = true;
      this.#errors.push(new GraphQLError(error.message, { path: [key], originalError: error }));
    }
  }
}

function withSelection({ nodes, ...root }: RootField, { selectionSet }: SignInPart): RootField {
  return { ...root, nodes: [{ ...nodes[0]!, selectionSet }] };
}
