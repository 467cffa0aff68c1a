import { html, type TemplateResult } from 'lit-html';

import { absolute, duration, relative } from '../../words/text/time.ts';

/** Time since an instant: "12 s". `now` in ms, by the server's clock. */
export function elapsed(instant: string, now: number): TemplateResult {
  return html`<time datetime=${instant} title=${absolute(instant)}>${duration(now - Date.parse(instant))}</time>`;
}

/** How far an instant is from now: "3 min ago". `now` as above. */
export function ago(instant: string, now: number): TemplateResult {
  return html`<time datetime=${instant} title=${absolute(instant)}>${relative(instant, now)}</time>`;
}
