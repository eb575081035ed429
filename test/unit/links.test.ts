/** The links of the documents that lead to other files of the project. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { readProjectFile } from "../support/deployment-files.js";
import { listProjectFiles } from "../support/project-files.js";

const withoutCode = (markdown: string): string =>
  markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");

/** Targets of links and images that are neither URLs nor absolute. */
function listTargets(markdown: string): string[] {
  const links = [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
  return links.filter((target) => !/^([a-z][a-z+.-]*:|\/)/i.test(target));
}

/** The anchors of headings, as GitHub makes them: https://github.com/Flet/github-slugger */
function listAnchors(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const headings = markdown.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6} +(.+?) *$/gm);
  for (const [, heading] of headings) {
    const text = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Says what is wrong with a link; null for one that leads somewhere. */
function findFault(document: string, target: string): string | null {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? document : normalize(join(dirname(document), decodeURIComponent(file)));
  if (!existsSync(join(projectRoot, path))) return `${target}: no such file`;
  if (anchor === undefined || statSync(join(projectRoot, path)).isDirectory() || !path.endsWith(".md"))
    return null;
  return listAnchors(readProjectFile(path)).has(anchor) ? null : `${target}: no such heading`;
}

describe("the documents", () => {
  const documents = listProjectFiles(/\.md$/);

  it("link to files and headings that exist", () => {
    expect(documents).toContain("README.md");
    const faults = documents.flatMap((document) =>
      listTargets(readProjectFile(document))
        .map((target) => findFault(document, target))
        .filter((fault) => fault !== null)
        .map((fault) => `${document}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it("hold no marks of a merge", () => {
    const marked = documents.filter((path) => /^[<>]{7} |^(> ){7}/m.test(readProjectFile(path)));
    expect(marked).toEqual([]);
  });

  it("are each found from the README or the index of docs/", () => {
    const linked = new Set(
      ["README.md", "docs/README.md", "docs/security/README.md"].flatMap((document) =>
        listTargets(readProjectFile(document)).map((target) =>
          normalize(join(dirname(document), target.split("#")[0]!)),
        ),
      ),
    );
    const pages = documents.filter((path) => /^docs\/(?!decisions\/)/.test(path));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
