/** The image: built in stages, without parts that are not needed, run as an unprivileged user. */
import { describe, expect, it } from "@jest/globals";
import { imageEnvironment, readProjectFile } from "../../support/deployment-files.js";
import { mainOf } from "../../support/service-process.js";

describe("the image", () => {
  const instructions = readProjectFile("Dockerfile")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line));
  const lastStage = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
  const argumentsOf = (name: string, lines = lastStage) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());

  it("is built in stages on a Node that the project supports, pinned to its minor version", () => {
    expect(argumentsOf("FROM", instructions).length).toBeGreaterThan(1);
    const [, major, minor] = /^NODE_IMAGE=node:(\d+)\.(\d+)-\w+-slim$/.exec(
      argumentsOf("ARG", instructions)[0]!,
    )!;
    const [, oldestMajor, oldestMinor] = /^>=(\d+)\.(\d+)/.exec(
      JSON.parse(readProjectFile("package.json")).engines.node,
    )!;
    expect(Number(major)).toBe(Number(oldestMajor));
    expect(Number(minor)).toBeGreaterThanOrEqual(Number(oldestMinor));
  });

  it("runs as a numbered user who is not root, in production, without a shell and without npm", () => {
    expect(argumentsOf("USER")).toEqual(["1000:1000"]);
    expect(argumentsOf("ENV")).toEqual([
      Object.entries(imageEnvironment)
        .map((pair) => pair.join("="))
        .join(" "),
    ]);
    expect(argumentsOf("ENTRYPOINT")).toEqual(["[]"]);
    expect(JSON.parse(argumentsOf("CMD")[0]!)).toEqual(["node", mainOf("gateway")]);
    expect(argumentsOf("RUN").filter((command) => !command.startsWith("rm "))).toEqual([]);
    expect(argumentsOf("RUN").join()).toContain("/usr/local/bin/npm");
  });

  it("holds production's dependencies and what is read at run time", () => {
    expect(instructions).toContain("RUN npm ci --omit=dev");
    for (const [source, target] of [
      ["package.json", "./"],
      ["schema/*.graphql", "./schema/"],
      ["commands/usage", "./commands/usage"],
      ["gateway/development/pages", "./gateway/development/pages"],
      ["--from=dependencies /app/node_modules", "./node_modules"],
      ["--from=build /app/dist", "./dist"],
    ]) {
      expect(argumentsOf("COPY")).toContain(`${source} ${target}`);
    }
  });

  it("sees nothing of this folder but the sources: no secret, no data, no history", () => {
    const [first, ...admitted] = readProjectFile(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(first).toBe("*");
    expect(admitted.sort()).toEqual(
      [
        "client",
        "commands",
        "embedded-mongo",
        "gateway",
        "operations",
        "platform",
        "schema",
        "subgraphs",
        "web",
        ".npmrc",
        "package-lock.json",
        "package.json",
      ]
        .map((name) => `!${name}`)
        .sort(),
    );
  });
});
