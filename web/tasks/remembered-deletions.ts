/** Remembers in the browser which deletions are still to be sent, for a page that comes after this one. */
import { client } from "../session/client.js";

/** What is to be deleted. */
export interface Deletable {
  id: string;
  title: string;
}

const prefix = "gatehouse.deletion:";

/** A lock of the browser that its page holds as long as it lives. */
const lockOf = (id: string): string => `${prefix}${id}`;

const releases = new Map<string, () => void>();

const userId = (): string | null => {
  const { state } = client.session;
  return state.status === "signedIn" ? state.userId : null;
};

/** Remembers a deletion that this page will send. */
export function rememberDeletion({ id, title }: Deletable): void {
  try {
    localStorage.setItem(prefix + id, JSON.stringify({ title, userId: userId() }));
  } catch {
    // Storage is blocked: the request that is sent as the page goes away is all there is.
  }
  void navigator.locks?.request(lockOf(id), () => new Promise<void>((release) => releases.set(id, release)));
}

/** Forgets a deletion that is done or taken back. */
export function forgetDeletion(id: string): void {
  try {
    localStorage.removeItem(prefix + id);
  } catch {
    // Nothing was remembered.
  }
  releases.get(id)?.();
  releases.delete(id);
}

/** Calls `take` for each deletion of this user that no living page will send. */
export function takeOverDeletions(take: (task: Deletable) => void): void {
  for (const task of listOwn()) {
    if (releases.has(task.id)) continue;
    const { locks } = navigator;
    // Without locks there is no telling whether another tab still offers Undo: that tab's page sends it.
    void locks?.request(lockOf(task.id), { ifAvailable: true }, (lock) => {
      if (lock !== null) take(task);
    });
  }
}

function listOwn(): Deletable[] {
  const found: Deletable[] = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix)) continue;
      const stored = JSON.parse(localStorage.getItem(key) ?? "{}") as { title?: string; userId?: string };
      if (stored.userId === userId())
        found.push({ id: key.slice(prefix.length), title: stored.title ?? "A task" });
    }
  } catch {
    // Storage is blocked, or holds what this page did not write.
  }
  return found;
}
