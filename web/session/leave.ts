/** Signs out, after what other parts of the page still have to send. */
import { signOut } from "@gatehouse/client";
import { showToast } from "../design/toast.js";
import { client } from "./client.js";

const tasks = new Set<() => Promise<void>>();

/** Runs something before each sign-out: afterwards nothing can be sent for this user. */
export function onLeave(task: () => Promise<void>): void {
  tasks.add(task);
}

/** Sends what other parts of the page still have to send. */
export async function finishWork(): Promise<void> {
  await Promise.all([...tasks].map((task) => task()));
}

/** Signs out in every tab, and says so if that was not possible. */
export async function leave(): Promise<void> {
  await finishWork();
  const result = await signOut(client);
  if (result.status === "failed") showToast(`You are still signed in. ${result.error.message}`);
}
