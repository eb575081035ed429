/** The command insert. */
import { wordSet } from "../values/word-set.js";
import { type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { readStatements, runStatements } from "./write-statements.js";

const insertOptions = wordSet("documents ordered bypassDocumentValidation");

/** The command insert: https://www.mongodb.com/docs/v7.0/reference/command/insert/ */
export const insert: Handler = async (context, body) => {
  requireOptions(body, "insert", insertOptions);
  const { store } = context;
  const namespace = namespaceIn(context, body.insert);
  let n = 0;
  const pace = paceOf(body);
  const errors = await runStatements(readStatements(body, "documents"), body.ordered, async (document) => {
    store.insert(store.obtain(namespace), document);
    n++;
    if (pace.isDue()) await pace.pause();
  });
  return { n, ...errors, ok: 1 };
};
