/**
 * What the kit uses of a browser. Each part may be absent (in Node, in an old browser, in a page without TLS), and each
 * use has its fallback; so these are narrow types of its own and not those of TypeScript's DOM library.
 */

/** A message channel between the tabs of one origin (BroadcastChannel). */
interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  close(): void;
}

/** Locks that the tabs of one origin share (Web Locks). */
export interface Locks {
  request<T>(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    callback: (lock: object | null) => T | Promise<T>,
  ): Promise<T>;
}

/** A credential of WebAuthn Level 3; older browsers lack `toJSON`. */
export interface BrowserCredential {
  toJSON?(): unknown;
  id: string;
  rawId: ArrayBuffer;
  type: string;
  authenticatorAttachment?: string | null;
  response: Readonly<Record<string, unknown>> & { getTransports?(): string[] };
  getClientExtensionResults(): object;
}

interface Credentials {
  get(options: object): Promise<BrowserCredential | null>;
  create(options: object): Promise<BrowserCredential | null>;
}

/** The parts of a page, as far as they are there. */
interface BrowserParts {
  readonly document?: {
    readonly visibilityState: string;
    addEventListener(type: string, listener: () => void): void;
    removeEventListener(type: string, listener: () => void): void;
  };
  readonly navigator?: { readonly locks?: Locks; readonly credentials?: Credentials };
  readonly BroadcastChannel?: new (name: string) => Channel;
  readonly PublicKeyCredential?: {
    isConditionalMediationAvailable?(): Promise<boolean>;
  };
}

/** The parts of the page in which this runs. */
export const browserParts = globalThis as unknown as BrowserParts;

/** Is this a page? Elsewhere one process may serve many users, so nothing may be shared between clients. */
export const isPage = (): boolean => browserParts.document !== undefined;
