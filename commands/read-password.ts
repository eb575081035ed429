/** Reads a new password: twice and hidden on a terminal, once from other input. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { StartError } from "../platform/lifecycle.js";

/** The maximum input in bytes. */
const maximumBytes = 4_096;

/** @throws StartError when the two differ, or the input is empty. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return readAll();
  const first = await ask("Password (12 characters or more): ");
  const second = await ask("Again: ");
  if (first !== second) throw new StartError("The two differ; nothing was done.");
  return first;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    const cancelled = new Promise<never>((_resolve, reject) => {
      terminal.once("SIGINT", () => reject(new StartError("Nothing was done.")));
    });
    return await Promise.race([terminal.question(""), cancelled]);
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maximumBytes)
      throw new StartError("There is far too much on standard input for a password.");
  }
  // One line break at the end comes from the shell.
  const password = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (password === "") throw new StartError("There is no password on standard input.");
  return password;
}
