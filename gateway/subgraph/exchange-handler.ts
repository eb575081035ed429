/** Reads the response of one exchange with a subgraph, within its limits. */
import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { clientHasGone } from "../../platform/http/request-signal.js";
import type { EndSignal } from "./end-signal.js";
import { type FailureKind, FetchFailure } from "./failure.js";

/** A complete response. */
export interface SubgraphResponse {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The limits of an exchange: time, including connecting and queueing, and bytes of the response. */
export interface ExchangeLimits {
  timeoutMilliseconds: number;
  maximumBytes: number;
}

/** undici's handler interface, without the stream that its `request` creates for each body. */
export class ExchangeHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #failure: FetchFailure | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #length = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly outlivesClient: boolean,
    readonly limits: ExchangeLimits,
    readonly signal: EndSignal,
    readonly resolve: (response: SubgraphResponse) => void,
    readonly reject: (failure: FetchFailure) => void,
  ) {
    this.#timer = setTimeout(this.#onLate, limits.timeoutMilliseconds);
    signal.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while it waited for a connection.
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers["content-length"]) > this.limits.maximumBytes) this.#giveUp(this.#tooLarge());
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.limits.maximumBytes) this.#giveUp(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle();
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#length);
    this.resolve({ status: this.#status, headers: this.#headers, text: bytes?.toString("utf8") ?? "" });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    // llhttp's errors: the response is not HTTP.
    const kind = error.name === "HTTPParserError" ? "garbage" : "unreachable";
    this.reject(
      this.#failure ??
        this.#fail(kind, "the connection failed", { cause: error, worthRetrying: kind === "unreachable" }),
    );
  }

  readonly #onLate = (): void =>
    this.#giveUp(this.#fail("late", `no answer within ${this.limits.timeoutMilliseconds} ms`));

  readonly #onAbort = (): void => {
    if (this.outlivesClient && this.#controller !== undefined && this.signal.reason === clientHasGone) return;
    this.#giveUp(this.#fail("ended", "the response is not needed any more"));
  };

  #tooLarge(): FetchFailure {
    return this.#fail("too large", `an answer of more than ${this.limits.maximumBytes} bytes`);
  }

  #fail(kind: FailureKind, message: string, options: { cause?: Error; worthRetrying?: boolean } = {}) {
    return new FetchFailure(kind, message, { ...options, mayHaveArrived: this.#controller !== undefined });
  }

  #giveUp(failure: FetchFailure): void {
    this.#failure ??= failure;
    this.#chunks.length = 0;
    this.#settle();
    this.reject(this.#failure);
    this.#controller?.abort(this.#failure);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.signal.removeEventListener("abort", this.#onAbort);
  }
}
