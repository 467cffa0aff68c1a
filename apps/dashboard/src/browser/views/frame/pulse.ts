import { html, type TemplateResult } from 'lit-html';

import type { LineState } from '../../state/follow-live.ts';

const WORDS: Record<LineState, string> = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', away: 'Redis is away' };

/** Says whether what is on the screen is still true. */
export function pulse(line: LineState): TemplateResult {
  return html`<p class="pulse" id="pulse" data-state=${line} role="status"><span class="pulse-dot"></span><span>${WORDS[line]}</span></p>`;
}
