/** Escapes text for HTML. */

/** Replaces the characters that can begin markup or end it by references, for content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
