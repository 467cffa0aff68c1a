import { html, type TemplateResult } from 'lit-html';

const SAID_MS = 1_500;

/** A button that copies a text, and says so for a moment. `look` is its class. */
export function copyButton({ text, label, look }: { text: string; label: string; look: string }): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    await navigator.clipboard.writeText(text);
    button.dataset['copied'] = 'true';
    setTimeout(() => delete button.dataset['copied'], SAID_MS);
  };
  return html`<button type="button" class=${look} title="Copy" @click=${copy}>${label}</button>`;
}
