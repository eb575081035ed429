/** The image: built in stages, without parts that are not needed, run as an unprivileged user. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { projectRoot } from "../../../platform/project-root.js";
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
    expect(argumentsOf("RUN", instructions)).toContainEqual(
      expect.stringMatching(/^npm ci --omit=dev --workspace=embedded-mongo --include-workspace-root /),
    );
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

  it("asks the service in it for its health", () => {
    const [check] = argumentsOf("HEALTHCHECK");
    const command: string[] = JSON.parse(/CMD (\[.*\])$/.exec(check ?? "")?.[1] ?? "[]");
    expect(command).toEqual(["node", "dist/commands/health.js"]);
    expect(existsSync(join(projectRoot, "commands/health.ts"))).toBe(true);
  });

  it("is built for any processor: only the last stage is of the image's own, and it runs nothing that is compiled", () => {
    const platforms = argumentsOf("FROM", instructions).map((line) => line.replace(/ AS .*/, ""));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are variables of the Dockerfile.
    const [builder, image] = ["--platform=$BUILDPLATFORM ${NODE_IMAGE}", "${NODE_IMAGE}"];
    expect(platforms).toEqual([builder, "manifest", "manifest", image]);
  });

  it("has the playground's files, though not their packages", () => {
    const { dependencies } = JSON.parse(readProjectFile("package.json")) as { dependencies: object };
    const used = [
      ...readProjectFile("gateway/development/playground/serve-playground.ts").matchAll(
        /readPackage\("([^"]+)", "([^"]+)"\)/g,
      ),
    ].map(([, name, path]) => ({ name: name!, path: path! }));
    expect(used.length).toBeGreaterThan(3);
    const copies = argumentsOf("COPY").filter((line) => line.startsWith("--from=build /app/node_modules/"));
    const isCopied = (file: string) =>
      copies.some((line) =>
        line
          .split(" ")
          .map((one) => one.replace("/app/node_modules/", ""))
          .some((one) => (one.endsWith("*") ? file.startsWith(one.slice(0, -1)) : file === one)),
      );
    for (const { name, path } of used) {
      expect(Object.keys(dependencies)).not.toContain(name);
      expect([name, path, isCopied(`${name}/${path}`), isCopied(`${name}/package.json`)]).toEqual([
        name,
        path,
        true,
        true,
      ]);
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
