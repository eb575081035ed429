/** A response that is JSON already: a large one is not parsed to be written again. */
export class SerializedBody {
  /** It has none. */
  readonly errors = undefined;

  /** `json` is the whole response, in UTF-8. */
  constructor(readonly json: Buffer) {}

  /** Within the array of a batch. */
  toJSON(): unknown {
    return JSON.parse(this.json.toString("utf8"));
  }
}
