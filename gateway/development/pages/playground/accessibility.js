/**
 * Gives the parts of GraphiQL 4.1.2 the names and roles that they lack. React writes an attribute again only when its value
 * changes, and that is observed.
 */

const editorNames = [
  [".graphiql-query-editor", ["Query"]],
  [".graphiql-editor-tool", ["Variables", "Headers"]],
  [".result-window", ["Answer"]],
];

/** Names the text area of each editor, and lets the keyboard scroll what lies before it. */
function mendEditors() {
  for (const [selector, names] of editorNames) {
    for (const [index, editor] of document.querySelectorAll(`${selector} .CodeMirror`).entries()) {
      editor.querySelector("textarea")?.setAttribute("aria-label", names[index]);
      const scroller = editor.querySelector(".CodeMirror-scroll");
      if (scroller === null || scroller.tabIndex === 0) continue;
      scroller.tabIndex = 0;
      scroller.setAttribute("role", "group");
      scroller.setAttribute("aria-label", `${names[index]}, to scroll`);
    }
  }
}

/** A tab is the button by which it is chosen, and nothing else within it; Delete closes it (ARIA practices, tabs). */
function mendTabs() {
  for (const item of document.querySelectorAll(".graphiql-tab")) {
    const [tab, close] = [
      item.querySelector(".graphiql-tab-button"),
      item.querySelector(".graphiql-tab-close"),
    ];
    item.setAttribute("role", "presentation");
    tab.setAttribute("role", "tab");
    item.removeAttribute("aria-selected");
    tab.setAttribute("aria-selected", String(item.classList.contains("graphiql-tab-active")));
    if (close === null || close.tabIndex === -1) continue;
    close.tabIndex = -1;
    close.setAttribute("aria-hidden", "true");
    tab.setAttribute("aria-keyshortcuts", "Delete");
    tab.addEventListener("keydown", ({ key }) => key === "Delete" && close.click());
  }
}

/** Its name says less than its text. */
function mendHistory() {
  for (const label of document.querySelectorAll(".graphiql-history-item-label[aria-label]"))
    label.removeAttribute("aria-label");
}

/** Keeps the page mended. */
export function keepAccessible() {
  let isDue = false;
  const mend = () => {
    isDue = false;
    mendEditors();
    mendTabs();
    mendHistory();
  };
  const observer = new MutationObserver(() => {
    if (!isDue) requestAnimationFrame(mend);
    isDue = true;
  });
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
}
