/** The manifests of the project's own front ends, which `npm run generate` writes. */
import { describe, expect, it } from "@jest/globals";
import { readProjectFile } from "../support/deployment-files.js";

interface Entry {
  name: string;
  id: string;
  body: string;
}

function readEntries(name: string, folder: string): Entry[] {
  const { version } = JSON.parse(readProjectFile(`${folder}/package.json`)) as { version: string };
  const text = readProjectFile(`operations/${name}@${version}.json`);
  return (JSON.parse(text) as { operations: Entry[] }).operations;
}

const kit = readEntries("gatehouse-client", "client");
const ofConsole = readEntries("console", "web");

describe("the manifest of the console", () => {
  it("suffices by itself: it has each operation of the kit as the kit sends it", () => {
    expect(kit.length).toBeGreaterThan(20);
    expect(ofConsole).toEqual(expect.arrayContaining(kit));
  });

  it("has the fragments of each operation by name, as a client sends them that names operations by hash", () => {
    const unsorted = ofConsole.filter(({ body }) => {
      const names = [...body.matchAll(/^fragment (\w+)/gm)].map(([, name]) => name);
      return String(names) !== String([...names].sort());
    });
    expect(unsorted.map(({ name }) => name)).toEqual([]);
  });
});
