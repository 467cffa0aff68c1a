import { html, type TemplateResult } from 'lit-html';

import { copyText } from '../../state/copy-text.ts';

const SAID_MS = 1_500;

/** A button that copies a text, and says so for a moment, to a screen reader too. `look` is its class. */
export function copyButton({ text, label, look }: { text: string; label: string; look: string }): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    const isCopied = await copyText(text);
    button.dataset['copied'] = isCopied ? 'yes' : 'no';
    // Beside the button and not at the end of the page: what is behind a dialog is not read out.
    const status = button.nextElementSibling;
    if (status) status.textContent = isCopied ? 'Copied.' : 'It cannot be copied here.';
    setTimeout(() => {
      delete button.dataset['copied'];
      if (status) status.textContent = '';
    }, SAID_MS);
  };
  return html`<button type="button" class=${look} title="Copy" @click=${copy}>${label}</button><span class="unseen" role="status"></span>`;
}
