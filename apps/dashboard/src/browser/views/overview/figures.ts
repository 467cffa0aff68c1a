import { html, nothing, type TemplateResult } from 'lit-html';

import { withQuery } from '../../state/address.ts';
import { RANGE_NAMES, type HistoryAnswer } from '../../state/overview/history.ts';
import type { Frame } from '../../state/frame.ts';
import { tabs } from '../frame/tabs.ts';
import { countsOf } from '../jobs/filter-bar.ts';
import { meanOf, medianOf, perMinute, timeWords } from '../../words/system/rates.ts';
import { duration } from '../../words/text/time.ts';

type Range = HistoryAnswer['range'];

/** The ranges to choose from, each with its own address. */
export function rangeChoice(chosen: Range): TemplateResult {
  const all = RANGE_NAMES.map(([range, name]) => ({
    href: withQuery({ range: range === 'hour' ? null : range }),
    name,
    isCurrent: range === chosen,
  }));
  return tabs('Time', all, { isOnePage: true });
}

/** The account in a few numbers. `now` in ms. */
export function figures({ points, oldest_queued_at: oldest }: HistoryAnswer, { limits, counts }: Frame, now: number): TemplateResult {
  const all = <Name extends 'accepted' | 'succeeded' | 'failed' | 'p50_ms' | 'p95_ms' | 'refused'>(name: Name) =>
    points.map((point) => point[name]);
  const [half, most] = [medianOf(all('p50_ms')), medianOf(all('p95_ms'))];
  const refused = points.reduce((sum, point) => sum + (point.refused ?? 0), 0);
  return html`<dl class="figures">
    ${figure('Accepted', perMinute(meanOf(all('accepted'))))}
    ${figure('Succeeded', perMinute(meanOf(all('succeeded'))), `failed or expired: ${perMinute(meanOf(all('failed')))}`)}
    ${figure('Time to a picture', timeWords(half), most === null ? null : `95 of 100 within ${timeWords(most)}`)}
    ${figure('Oldest in line', oldestWords(oldest, countsOf(counts, null)['queued'] ?? 0, now))}
    ${figure('Refused by Getty', refused.toLocaleString(), limits && limits.pending.met ? `at ${limits.pending.limit.toLocaleString()} slots` : undefined)}
  </dl>`;
}

/** `oldest` is from the last minute that was noted: who came later has waited for less. */
function oldestWords(oldest: string | null, queued: number, now: number): string {
  if (queued === 0) return 'none waits';
  return oldest === null ? 'under a minute' : duration(Math.max(0, now - Date.parse(oldest)));
}

function figure(name: string, value: string, more?: string | null): TemplateResult {
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd>${value}${more ? html`<span class="figure-more">${more}</span>` : nothing}</dd>
  </div>`;
}
