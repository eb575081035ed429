/** The panel beside the editor: on a narrow window a button opens it, and Escape closes it. */

/** Connects the button. */
export function createPanel() {
  const [button, panel] = ["open-panel", "panel"].map((id) => document.getElementById(id));
  const set = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    panel.classList.toggle("open", isOpen);
  };
  const isOpen = () => panel.classList.contains("open");
  button.addEventListener("click", () => set(!isOpen()));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    button.focus();
  });
  return {
    open: () => set(true),
    close() {
      if (isOpen()) button.focus();
      set(false);
    },
    name: (text) => {
      button.textContent = text;
    },
  };
}
