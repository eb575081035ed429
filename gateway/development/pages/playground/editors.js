/** Reads and writes the editors of GraphiQL, whose build for browsers exports nothing for that: by its CodeMirrors. */

const editorOf = (selector, index = 0) =>
  document.querySelectorAll(`${selector} .CodeMirror`)[index]?.CodeMirror;
const queryEditor = () => editorOf(".graphiql-query-editor");
// Both are there, whichever of them is shown.
const variablesEditor = () => editorOf(".graphiql-editor-tool", 0);
const headersEditor = () => editorOf(".graphiql-editor-tool", 1);

const read = (editor) => editor?.getValue() ?? "";

/** An unchanged text is not written again: that would move the cursor. */
function write(editor, text) {
  if (read(editor) !== text) editor?.setValue(text);
}

export const readQuery = () => read(queryEditor());
export const readHeaders = () => read(headersEditor());
export const writeHeaders = (text) => write(headersEditor(), text);
export const writeVariables = (variables) => write(variablesEditor(), toText(variables));

/** As GraphiQL writes them. */
export const toText = (variables) => (variables === undefined ? "" : JSON.stringify(variables, null, 2));

/** Opens an operation in the tab of its name, in the current tab if that is empty, or else in a new one. */
export async function openOperation({ name, query, variables }) {
  const tab = [...document.querySelectorAll(".graphiql-tab-button")].find(
    (one) => one.textContent.trim() === name,
  );
  if (tab) return tab.click();
  if (readQuery().trim() !== "") {
    document.querySelector(".graphiql-tab-add").click();
    // GraphiQL empties the editors for the new tab as React renders it.
    await nextFrame();
  }
  write(queryEditor(), query);
  writeVariables(variables);
}

export const nextFrame = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
