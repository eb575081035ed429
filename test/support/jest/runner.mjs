/**
 * Runs test files as plain Node modules, from dist/, in a few processes that each run many files. Jest's own
 * runner gives each file a context of its own and loads Apollo, mongoose and the product anew for it: that
 * was two thirds of the CPU time of `npm test`.
 */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { createRunner } from "jest-light-runner";

const Runner = createRunner({ runtime: "child_process" });

/** Reports each file, and each place in a stack, by the name of its source. */
export default class SourceNamingRunner extends Runner {
  /** @param {(test: object, result: object) => Promise<void>} onResult */
  runTests(tests, watcher, onStart, onResult, onFailure) {
    const withSource = (test, result) => onResult(test, nameSources(result));
    return super.runTests(tests, watcher, onStart, withSource, onFailure);
  }
}

/** Node would read the source map of each loaded module (--enable-source-maps); only a failure needs some of them. */
function nameSources(result) {
  const { failureMessage, testResults } = result;
  return {
    ...result,
    testFilePath: sourceOf(result.testFilePath),
    failureMessage: failureMessage && toSourcePlaces(failureMessage),
    testResults: testResults.map((one) => ({
      ...one,
      failureMessages: one.failureMessages.map(toSourcePlaces),
    })),
  };
}

/** Compiled files are in a folder dist/ beside the folders of the sources. */
function sourceOf(path) {
  return path.replace(/[/\\]dist([/\\].*)\.js$/, "$1.ts");
}

/** Replaces the places in compiled files by those in their sources. */
function toSourcePlaces(text) {
  return text.replace(
    /(?:file:\/\/)?(\/[^\s():]+\/dist\/[^\s():]+\.js)(?:\?\d+)?:(\d+):(\d+)/g,
    (place, path, line, column) => {
      const { originalLine, originalColumn } = readSourceMap(path)?.findEntry(line - 1, column - 1) ?? {};
      return originalLine === undefined
        ? place
        : `${sourceOf(path)}:${originalLine + 1}:${originalColumn + 1}`;
    },
  );
}

/** The build writes the map into the last line. */
function readSourceMap(path) {
  try {
    const [, map] =
      /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(readFileSync(path, "utf8")) ?? [];
    return map && new SourceMap(JSON.parse(Buffer.from(map, "base64").toString("utf8")));
  } catch {
    return undefined;
  }
}
