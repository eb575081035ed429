/**
 * Runs test files as plain Node modules, from dist/, in a few processes that each run many files. Jest's own
 * runner gives each file a context of its own and loads Apollo, mongoose and the product anew for it: that
 * was two thirds of the CPU time of `npm test`.
 */
import { createRunner } from "jest-light-runner";

const Runner = createRunner({ runtime: "child_process" });

/** Reports each file by the name of its source. */
export default class SourceNamingRunner extends Runner {
  /** @param {(test: object, result: object) => Promise<void>} onResult */
  runTests(tests, watcher, onStart, onResult, onFailure) {
    const withSource = (test, result) =>
      onResult(test, { ...result, testFilePath: sourceOf(result.testFilePath) });
    return super.runTests(tests, watcher, onStart, withSource, onFailure);
  }
}

/** Compiled files are in a folder dist/ beside the folders of the sources. */
function sourceOf(path) {
  return path.replace(/[/\\]dist([/\\].*)\.js$/, "$1.ts");
}
