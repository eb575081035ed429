/** Escapes text for HTML. */

/** Returns the text with character references for what could end it or begin markup, in content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
