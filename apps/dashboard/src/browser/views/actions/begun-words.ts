import { html, type TemplateResult } from 'lit-html';

/** What was begun, and the way to it. */
export function begunWords(words: string, jobId: string): TemplateResult {
  return html`${words} <a href="/jobs/${jobId}">Follow it</a>`;
}
