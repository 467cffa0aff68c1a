import { html, type TemplateResult } from 'lit-html';

import type { JobsState } from '../state/jobs-state.ts';

/** Says why the page does not change any more. The element is always there: screen readers announce only what changes in one. */
export function notice({ line, lineSince }: JobsState): TemplateResult {
  const at = new Date(lineSince).toLocaleTimeString();
  const words =
    line === 'away'
      ? `Redis cannot be reached. Below is how things stood at ${at}. Nothing is lost, and this page goes on by itself when Redis is back.`
      : line === 'reconnecting'
        ? `The dashboard does not answer. Below is how things stood at ${at}. This page tries again by itself.`
        : '';
  return html`<div class="notice" id="notice" role="alert" ?hidden=${words === ''}>${words}</div>`;
}
