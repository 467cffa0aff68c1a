import { html, type TemplateResult } from 'lit-html';

import { copyButton } from './copy-button.ts';

const SUBMIT = `curl http://localhost:3000/v1/generations \\
  -H "Authorization: Bearer $DARKROOM_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "a red fox in fresh snow"}'`;

/** What stands where there is no job yet: how to make the first one. */
export function emptySheet(): TemplateResult {
  return html`<div class="empty">
    <h2>Nothing on the sheet yet</h2>
    <p>Send the first job to the API. It appears here the moment it is accepted.</p>
    <div class="empty-code">
      <pre tabindex="0"><code>${SUBMIT}</code></pre>
      ${copyButton({ text: SUBMIT, label: 'Copy', look: 'quiet' })}
    </div>
    <p class="empty-note">DARKROOM_KEY is one of the keys in DARKROOM_API_KEYS. The API listens on port 3000 unless PORT says otherwise.</p>
  </div>`;
}
