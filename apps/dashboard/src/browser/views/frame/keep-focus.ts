/** Draws. If what had the focus is gone then, `main` has it: by keyboard one goes on there, and not at the top of the document. */
export function keepFocus(main: HTMLElement, draw: () => void): void {
  const focused = document.activeElement;
  draw();
  if (focused && !focused.isConnected && document.activeElement === document.body) main.focus({ preventScroll: true });
}
