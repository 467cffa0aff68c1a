import { html, type TemplateResult } from 'lit-html';

import type { LineState } from '../../state/follow-live.ts';
import type { Frame } from '../../state/frame.ts';

/** Says why the page does not change any more. The element is always there: screen readers announce only what changes in one. */
export function notice({ line, lineSince, isLoaded }: Frame): TemplateResult {
  const words = noticeWords({ line, since: lineSince, hasJobs: isLoaded });
  return html`<div class="notice" id="notice" role="alert" ?hidden=${words === ''}>${words}</div>`;
}

/** Why the page does not change any more; empty while it does. `since` in ms; `hasJobs` where there is something to see below. */
export function noticeWords({ line, since, hasJobs }: { line: LineState; since: number; hasJobs: boolean }): string {
  const below = hasJobs ? ` Below is how things stood at ${new Date(since).toLocaleTimeString()}.` : '';
  switch (line) {
    case 'connecting':
    case 'live':
      return '';
    case 'away':
      return `Redis cannot be reached.${below} This page goes on by itself when Redis is back.`;
    case 'reconnecting':
      return `The dashboard does not answer.${below} This page tries again by itself.`;
  }
}
