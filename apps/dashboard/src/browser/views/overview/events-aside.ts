import type { EventAside, NewestAside } from '@darkroom/queue';
import { html, nothing, type TemplateResult } from 'lit-html';

import { counted } from '../../words/text/text.ts';
import { absolute } from '../../words/text/time.ts';

const COMMAND = 'node apps/notifier/src/set-aside-main.ts';

/** Events whose webhooks were not sent because handling them kept failing, and what an operator can do. */
export function eventsAside({ count, newest }: NewestAside): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<section class="attention" id="events-aside" aria-label="Events set aside">
    <h2>${counted(count, 'event')} set aside</h2>
    <p>Handling them kept failing, so their webhooks were not sent.</p>
    <p>List them with <code>${COMMAND} list</code>, and try them again with <code>${COMMAND} retry all</code>.</p>
    <ul>
      ${newest.map(line)}
    </ul>
  </section>`;
}

function line({ id, type, tenant, subject, error, at }: EventAside): TemplateResult {
  return html`<li>${absolute(new Date(at).toISOString())} ${tenant}: ${type} of ${subject} (${id}): ${error}</li>`;
}
