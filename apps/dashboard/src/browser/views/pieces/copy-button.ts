import { html, type TemplateResult } from 'lit-html';

import { copyText } from '../../state/copy-text.ts';

const SAID_MS = 1_500;

/** A button that copies a text, and says so for a moment. `look` is its class. */
export function copyButton({ text, label, look }: { text: string; label: string; look: string }): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    button.dataset['copied'] = (await copyText(text)) ? 'yes' : 'no';
    setTimeout(() => delete button.dataset['copied'], SAID_MS);
  };
  return html`<button type="button" class=${look} title="Copy" @click=${copy}>${label}</button>`;
}
