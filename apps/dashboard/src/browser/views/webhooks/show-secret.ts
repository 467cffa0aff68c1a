import { html } from 'lit-html';

import { ask } from '../form/ask.ts';
import { copyButton } from '../pieces/copy-button.ts';

/** Shows a secret until a person says that it is stored. */
export function showSecret({
  title,
  secret,
  words = 'Store it now: it is not shown again.',
}: {
  title: string;
  secret: string;
  words?: string;
}): void {
  ask({
    title,
    body: () =>
      html`<p>${words}</p>
        <p class="secret"><code>${secret}</code> ${copyButton({ text: secret, label: 'Copy', look: 'quiet' })}</p>`,
    confirm: 'I have stored it',
    isNotice: true,
    act: async () => null,
  });
}
