/**
 * Runs test files as plain Node modules, from dist/, in a few processes that each run many files. Jest's own
 * runner gives each file a context of its own and loads Apollo, mongoose and the product anew for it: that
 * was two thirds of the CPU time of `npm test`.
 */
import { readFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { pathToFileURL } from "node:url";
import { createRunner } from "jest-light-runner";

const requireOfRunner = createRequire(createRequire(import.meta.url).resolve("jest-light-runner"));
const { default: Tinypool } = await import(pathToFileURL(requireOfRunner.resolve("tinypool")).href);
const { run } = Tinypool.prototype;

/**
 * jest-light-runner 0.8.2 gives all processes of a run one channel. When the first process asks for the settings, it tells
 * all of them, once. A process that is not ready to listen misses the message, asks in vain, and its file never begins.
 */
Tinypool.prototype.run = function (path, { channel }) {
  return run.call(this, path, { channel: tellOnlyAsker(channel) });
};

/** Lets the shared channel know a process when that process asks. */
function tellOnlyAsker(channel) {
  let tell;
  return {
    onMessage(listener) {
      tell = listener;
    },
    postMessage(message) {
      channel.onMessage(tell);
      channel.postMessage(message);
    },
  };
}

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
