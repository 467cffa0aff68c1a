/** A place of the shell page (src/pages/shell-page.ts) that this page draws into. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}
