import { html, type TemplateResult } from 'lit-html';

import { apiUrl } from '../../state/api-url.ts';
import { copyButton } from '../pieces/copy-button.ts';

const submission = (): string => `curl ${apiUrl()}/v1/generations \\
  -H "Authorization: Bearer $DARKROOM_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "a red fox in fresh snow"}'`;

/** What stands where there is no job yet: how to make the first one. */
export function emptySheet(): TemplateResult {
  const submit = submission();
  return html`<div class="empty">
    <h2>Nothing on the sheet yet</h2>
    <p>Send the first job to the API. It appears here the moment it is accepted.</p>
    <div class="empty-code">
      <pre tabindex="0"><code>${submit}</code></pre>
      ${copyButton({ text: submit, label: 'Copy', look: 'quiet' })}
    </div>
    <p class="empty-note">DARKROOM_KEY is a key of the API. If the API has another address, the setting DASHBOARD_API_URL names it.</p>
  </div>`;
}
