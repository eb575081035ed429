/** What test files import from `@jest/globals`: Jest's functions, with the time limit that the runner lacks. */
const { expect, describe, it: plainIt, beforeAll, afterAll, beforeEach, afterEach } = globalThis;

/** Long, for a busy machine is no reason to fail: a test that hangs is what it is for. */
const defaultLimitMilliseconds = 120_000;

/** Lets a test or hook fail when it takes longer than its limit. A skipped one may have no function. */
function limited(work, milliseconds = defaultLimitMilliseconds) {
  if (work === undefined) return undefined;
  // Without parameters, for Jest takes a parameter for a callback.
  return () => withinLimit(work, milliseconds);
}

async function withinLimit(work, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`This took longer than its limit of ${milliseconds} ms.`);
    timer = setTimeout(reject, milliseconds, error);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

const limitHook = (hook) => (work, milliseconds) => hook(limited(work, milliseconds));

function limitTest(test) {
  const limit = (name, work, milliseconds) => test(name, limited(work, milliseconds));
  limit.each = (table) => (name, work, milliseconds) =>
    test.each(table)(name, (...row) =>
      withinLimit(() => work(...row), milliseconds ?? defaultLimitMilliseconds),
    );
  return limit;
}

const it = Object.assign(limitTest(plainIt), {
  skip: limitTest(plainIt.skip),
  only: limitTest(plainIt.only),
});
const hooks = [beforeAll, afterAll, beforeEach, afterEach].map(limitHook);

export { describe, expect, it };
export const [limitedBeforeAll, limitedAfterAll, limitedBeforeEach, limitedAfterEach] = hooks;
export {
  limitedAfterAll as afterAll,
  limitedAfterEach as afterEach,
  limitedBeforeAll as beforeAll,
  limitedBeforeEach as beforeEach,
};
