import type { Batch } from '@darkroom/contracts';
import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import { follow, withQuery } from '../../state/address.ts';
import { countsWords, progressWords } from '../../words/job/batch.ts';
import { duration } from '../../words/text/time.ts';
import { pager } from '../pieces/parts.ts';
import { shortened } from '../pieces/shortened.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';

import { batchBar } from './batch-bar.ts';

const LONGEST_METADATA = 90;

/** A page of batches. */
export type BatchPage = { data: Batch[]; next_cursor: string | null };

/** Batches, newest first, with how far they are. */
export function batchList({ data, next_cursor: next }: BatchPage, now: number): TemplateResult {
  const isFirst = !new URLSearchParams(location.search).has('cursor');
  if (data.length === 0) {
    return html`<p class="nothing-here">
      There is no batch. Jobs that are submitted together with <code>POST /v1/batches</code> appear here as one.
    </p>`;
  }
  return html`<ul class="batches">
      ${repeat(
        data,
        ({ id }) => id,
        (batch) => entry(batch, now),
      )}
    </ul>
    ${pager({ nextCursor: next, isFirst })}`;
}

function entry(batch: Batch, now: number): TemplateResult {
  const { id, metadata, tenant, created_at: created, counts } = batch;
  return html`<li class="batch">
    <a class="batch-link" href=${withQuery({ batch: id })} @click=${follow} data-batch=${id}>
      <span class="batch-name">${metadata === null ? `Batch ${id.slice(-6)}` : shortened(metadataWords(metadata), LONGEST_METADATA)}</span>
      <span class="batch-when">${ago(created, now)}</span>
      ${batchBar(batch)}
      <span class="batch-state">${batchState(batch)} ${progressWords(batch)}</span>
      <span class="edge"><span>${countsWords(counts)}</span><span>${tenant}</span><span>${id.slice(-6)}</span></span>
    </a>
  </li>`;
}

/** Running or completed; a batch with held jobs needs a person. */
export function batchState({ status, counts, created_at: created, completed_at: completed }: Batch): TemplateResult {
  if (status === 'running') {
    const look = counts.held > 0 ? 'held' : 'waiting';
    return html`<span data-status=${look}>${stateWord(look, counts.held > 0 ? 'Held up' : 'Running')}</span>`;
  }
  const took = completed === null ? '' : ` in ${duration(Date.parse(completed) - Date.parse(created))}`;
  const look = counts.failed + counts.expired > 0 ? 'failed' : 'succeeded';
  return html`<span data-status=${look}>${stateWord(look, `Completed${took}`)}</span>`;
}

/** Metadata of a caller in one line: "campaign: spring, order: 7". */
export function metadataWords(metadata: Record<string, unknown>): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
