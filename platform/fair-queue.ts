/** A queue in which many entries of one sender do not make the entries of other senders wait. */

/**
 * Each sender has a line of its own, in order of arrival; turns go round the senders. The caller bounds the size:
 * with `makeRoom` before `add`.
 */
export class FairQueue<Entry> {
  /** In the order of turns: a sender that has had its turn goes to the end. */
  readonly #lines = new Map<string, Entry[]>();
  #size = 0;

  /** How many entries wait. */
  get size(): number {
    return this.#size;
  }

  /** How many entries of this sender wait. */
  lengthOf(sender: string): number {
    return this.#lines.get(sender)?.length ?? 0;
  }

  add(sender: string, entry: Entry): void {
    const line = this.#lines.get(sender);
    if (line === undefined) this.#lines.set(sender, [entry]);
    else line.push(entry);
    this.#size += 1;
  }

  /** The senders of which entries wait, in the order of their turns. */
  senders(): Iterable<string> {
    return this.#lines.keys();
  }

  /** Takes out the entry whose turn it is, or the first of this sender; undefined when none waits. */
  next(sender = this.#firstSender()): Entry | undefined {
    const line = sender === undefined ? undefined : this.#lines.get(sender);
    if (sender === undefined || line === undefined) return undefined;
    const entry = line.shift();
    this.#lines.delete(sender);
    if (line.length > 0) this.#lines.set(sender, line);
    this.#size -= 1;
    return entry;
  }

  /** Takes out this entry; false when it does not wait any more. */
  remove(sender: string, entry: Entry): boolean {
    const line = this.#lines.get(sender);
    const index = line?.indexOf(entry) ?? -1;
    if (line === undefined || index < 0) return false;
    line.splice(index, 1);
    if (line.length === 0) this.#lines.delete(sender);
    this.#size -= 1;
    return true;
  }

  /**
   * Takes out the newest entry of the sender that has most, so that a new entry of `sender` has its place; null,
   * and takes nothing, when no other sender would have more than `sender` then.
   */
  makeRoom(sender: string): Entry | null {
    let longest: string | null = null;
    for (const [other, line] of this.#lines) {
      if (longest === null || line.length > this.lengthOf(longest)) longest = other;
    }
    if (longest === null || this.lengthOf(longest) <= this.lengthOf(sender) + 1) return null;
    const line = this.#lines.get(longest);
    const entry = line?.pop();
    if (entry === undefined) return null;
    this.#size -= 1;
    return entry;
  }

  #firstSender(): string | undefined {
    const [sender] = this.#lines.keys();
    return sender;
  }

  /** The entries that have their turn before a new entry of `sender`, were it added now. */
  *before(sender: string): Generator<Entry> {
    const place = this.lengthOf(sender);
    for (const [other, line] of this.#lines) yield* other === sender ? line : line.slice(0, place + 1);
  }
}
