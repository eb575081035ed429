/** A queue in which many entries of one sender do not delay the entries of other senders. */

/**
 * Each sender has a line of its own, in order of arrival; the senders take turns. The caller limits the size: it calls
 * `makeRoom` before `add`.
 */
export class FairQueue<Entry> {
  /** In the order of turns: a sender that has had its turn moves to the end. */
  readonly #lines = new Map<string, Entry[]>();
  #size = 0;

  /** The number of entries. */
  get size(): number {
    return this.#size;
  }

  /** The number of entries of this sender. */
  lengthOf(sender: string): number {
    return this.#lines.get(sender)?.length ?? 0;
  }

  add(sender: string, entry: Entry): void {
    const line = this.#lines.get(sender);
    if (line === undefined) this.#lines.set(sender, [entry]);
    else line.push(entry);
    this.#size += 1;
  }

  /** The senders that have entries, in the order of their turns. */
  senders(): Iterable<string> {
    return this.#lines.keys();
  }

  /** Removes and returns the entry whose turn it is, or the first one of this sender; undefined when there is none. */
  next(sender = this.#firstSender()): Entry | undefined {
    const line = sender === undefined ? undefined : this.#lines.get(sender);
    if (sender === undefined || line === undefined) return undefined;
    const entry = line.shift();
    this.#lines.delete(sender);
    if (line.length > 0) this.#lines.set(sender, line);
    this.#size -= 1;
    return entry;
  }

  /** Removes this entry; false when it is no longer in the queue. */
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
   * Removes the newest entry of the sender that has the most, to make room for a new entry of `sender`. Null, and
   * nothing is removed, when no other sender would then have more entries than `sender`.
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

  /** The entries whose turn comes before that of a new entry of `sender`. */
  *before(sender: string): Generator<Entry> {
    const place = this.lengthOf(sender);
    for (const [other, line] of this.#lines) yield* other === sender ? line : line.slice(0, place + 1);
  }
}
