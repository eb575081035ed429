/** Renders the Kubernetes manifests by kustomize, and checks them against Kubernetes' own types. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe } from "@jest/globals";
import ts from "typescript";
import { parseAllDocuments } from "yaml";
import { projectRoot } from "../../platform/project-root.js";
import type { Manifest } from "./deployment-files.js";

/** kubectl contains kustomize. */
const programs: readonly (readonly [string, ...string[]])[] = [
  ["kubectl", "kustomize"],
  ["kustomize", "build"],
];
const found = programs.find(([program, command]) => {
  try {
    execFileSync(program, [command ?? "", "--help"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

/** `describe`, or `describe.skip` with a printed line where there is no kustomize. In CI its absence fails. */
export function describeWithKustomize(): typeof describe | typeof describe.skip {
  if (found !== undefined) return describe;
  const reason = "There is neither kubectl nor kustomize";
  if (process.env["CI"] === "true") throw new Error(`${reason}, and in CI one must be there.`);
  process.stderr.write(`${reason}: the tests of rendered manifests are skipped.\n`);
  return describe.skip;
}

/** The objects that a folder of deploy/kubernetes stands for. @throws Error with what kustomize complains of. */
export function renderManifests(folder: string): Manifest[] {
  const [program, ...command] = found!;
  const path = join(projectRoot, "deploy", "kubernetes", folder);
  const text = execFileSync(program, [...command, path], { encoding: "utf8", maxBuffer: 2 ** 24 });
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** Where the types of an API version are. */
const modules: Readonly<Record<string, string>> = {
  v1: "kubernetes-types/core/v1",
  "apps/v1": "kubernetes-types/apps/v1",
  "autoscaling/v2": "kubernetes-types/autoscaling/v2",
  "batch/v1": "kubernetes-types/batch/v1",
  "networking.k8s.io/v1": "kubernetes-types/networking/v1",
  "policy/v1": "kubernetes-types/policy/v1",
  "monitoring.coreos.com/v1": "./prometheus-operator.js",
};

/**
 * Returns what is wrong with objects by the types of the oldest Kubernetes that is supported: fields that it does not
 * have, fields that are absent, values of another type. Each is written as an object literal, and the compiler checks it.
 */
export function findTypeErrors(objects: readonly Manifest[]): string[] {
  const file = join(projectRoot, "test", "support", "rendered-manifests.ts");
  const lines = objects.map(({ apiVersion, kind, ...rest }, index) => {
    const from = modules[apiVersion] ?? `unknown API version ${apiVersion}`;
    const literal = JSON.stringify({ apiVersion, kind, ...rest });
    return `export const object${index}: import(${JSON.stringify(from)}).${kind} = ${literal};`;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es5.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, target) =>
    path === file ? ts.createSourceFile(path, lines.join("\n"), target) : getSourceFile(path, target);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ start = 0, messageText }) => {
      const { kind, metadata } = objects[source.getLineAndCharacterOfPosition(start).line];
      return `${kind} ${metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    },
  );
}
