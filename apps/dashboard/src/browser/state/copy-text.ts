/**
 * Copies a text. Browsers have `navigator.clipboard` only over https and on the machine itself; elsewhere a field that is selected does it. False:
 * the browser refused.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Beside the focus: a dialog in front of the page lets nothing behind it be selected. */
function copyBySelection(text: string): boolean {
  const cameFrom = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  (cameFrom?.closest('dialog') ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (cameFrom instanceof HTMLElement) cameFrom.focus();
  }
}
