import { copyButton } from './copy-button.js';
import { h } from './dom.js';

const SUBMIT = `curl http://localhost:3000/v1/generations \\
  -H "Authorization: Bearer $DARKROOM_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "a red fox in fresh snow"}'`;

/** What stands where there is nothing yet: how to make the first job. */
export function emptySheet() {
  return h(
    'div',
    { class: 'empty', hidden: true },
    h('h2', {}, 'Nothing on the sheet yet'),
    h('p', {}, 'Send the first job to the API. It appears here the moment it is taken in.'),
    h(
      'div',
      { class: 'empty-code' },
      h('pre', { tabindex: 0 }, h('code', {}, SUBMIT)),
      copyButton({ text: SUBMIT, label: 'Copy', look: 'quiet' }),
    ),
    h(
      'p',
      { class: 'empty-note' },
      'DARKROOM_KEY is one of the keys in DARKROOM_API_KEYS. The API listens on port 3000 unless PORT says otherwise.',
    ),
  );
}
