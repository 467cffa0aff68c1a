import type { LimitsNow } from '@darkroom/queue';
import { html, nothing, type TemplateResult } from 'lit-html';

import { clockTime } from '../../words/text/time.ts';

/** `tryNow`: for people who may have a pause, or more of a limit, tried at once. */
export type LimitsOptions = { tryNow?: ((name: string, what: string) => void) | undefined };

/** Getty's limits as they stand: what was given or found, what is used, how many wait, and what is paused. */
export function limits(now: LimitsNow | null, options: LimitsOptions = {}): TemplateResult | typeof nothing {
  if (!now) return nothing;
  return html`<section class="limits" id="limits" aria-label="Getty's limits">
    ${now.gettyAway && gettyAway(now.gettyAway, options)}${pending(now.pending, options)}${queries(now.queries, options)}${now.pauses.map((each) => pause(each, options))}
  </section>`;
}

function pending({ limit, given, met, taken, waiting }: LimitsNow['pending'], options: LimitsOptions): TemplateResult {
  const lines = Object.entries(waiting);
  const total = lines.reduce((sum, [, count]) => sum + count, 0);
  const eachTenant = lines.map(([tenant, count]) => `${tenant} ${count.toLocaleString()}`).join(', ');
  const line = total > 0 ? html`<span class="limits-more" title=${eachTenant}> · ${total.toLocaleString()} in line</span>` : nothing;
  const use = met
    ? html`<strong>${taken.toLocaleString()} of ${limit.toLocaleString()}</strong> in use${given ? ', a setting' : ', found from refusals'}`
    : html`<strong>${taken.toLocaleString()}</strong> in use, Getty has refused none so far`;
  return part('Slots at Getty', html`${use}${line}${given || !met ? nothing : tryButton('pending', 'one slot more', options)}`);
}

function queries({ limit, given, waiting }: LimitsNow['queries'], options: LimitsOptions): TemplateResult {
  if (limit === null) return part('Calls a second', html`Getty has refused none so far`);
  const total = waiting.poll + waiting.paid;
  const each = `${waiting.poll} to poll, ${waiting.paid} to be sent`;
  return part(
    'Calls a second',
    html`<strong>${limit.toLocaleString(undefined, { maximumFractionDigits: 1 })}</strong> at
      most${given ? ', a setting' : ', found from refusals'}${
        total > 0 ? html`<span class="limits-more" title=${each}> · ${total.toLocaleString()} wait for a turn</span>` : nothing
      }${given ? nothing : tryButton('queries', 'more calls a second', options)}`,
  );
}

function pause({ name, until }: LimitsNow['pauses'][number], options: LimitsOptions): TemplateResult {
  const what = pauseWords(name);
  return part(what, html`used up, next try ${clock(until)}${tryButton(name, what, options)}`, 'limits-part is-paused');
}

/** What a pause concerns: `daily` are downloads, `quota.<product>` the generations of a product. */
export function pauseWords(name: string): string {
  if (name === 'daily') return 'Downloads of today';
  const product = name.slice('quota.'.length);
  return product === 'default' ? 'Quota of the default product' : `Quota of product ${product}`;
}

function gettyAway({ since, cause }: NonNullable<LimitsNow['gettyAway']>, options: LimitsOptions): TemplateResult {
  const what = cause === 'credentials' ? 'does not accept our key' : 'does not answer';
  const from = since === null ? nothing : html` since ${clock(since)}`;
  return part('Getty', html`${what}${from}, asked every few seconds${tryButton('getty_away', 'Getty', options)}`, 'limits-part is-paused');
}

function tryButton(name: string, what: string, { tryNow }: LimitsOptions): TemplateResult | typeof nothing {
  if (!tryNow) return nothing;
  return html` <button type="button" class="limits-try" aria-label="Try now: ${what}" @click=${() => tryNow(name, what)}>Try now</button>`;
}

/** `at` in ms. */
function clock(at: number): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()}>${clockTime(at)}</time>`;
}

function part(name: string, words: TemplateResult, look = 'limits-part'): TemplateResult {
  return html`<p class=${look}><span class="limits-name">${name}</span>${words}</p>`;
}
