import type { Difference, Reconciliation } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { saveFile } from '../../state/download-file.ts';
import { cost, numberWords } from '../../words/money/money.ts';
import {
  comparedWords,
  DIFFERENCES,
  differencesTable,
  differencesWords,
  fieldWords,
  progressWords,
} from '../../words/money/reconciliation.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { ago } from '../pieces/time.ts';
import { periodOf } from './period-of.ts';

/** One reconciliation: how far it is, or what it found. `now` in ms. */
export function reconciliationDetail(reconciliation: Reconciliation, now: number): TemplateResult {
  const { id, status, error, tenant, scope } = reconciliation;
  return html`<section class="panel reconciliation" aria-label="The reconciliation" data-reconciliation=${id}>
    <h2>${periodOf(reconciliation)}</h2>
    <p class="usage-note">
      ${tenant === null ? 'All of the account' : `Tenant ${tenant}`}${
        scope === null
          ? nothing
          : scope === 'company'
            ? ', with the history of the whole company'
            : ', with the history of our own user only'
      }.
      ${reconciliation.trigger === 'daily' ? 'Started by itself' : 'Started by a person or a key'} ${ago(reconciliation.created_at, now)}.
    </p>
    ${status === 'running' ? progress(reconciliation, now) : nothing}
    ${error === null ? nothing : html`<p class="trouble" role="alert">It gave up: ${error.message}</p>`}
    ${status === 'completed' ? results(reconciliation) : nothing}
  </section>`;
}

function progress({ progress: reached }: Reconciliation, now: number): TemplateResult {
  return html`<p role="status">
    <progress aria-label="Under way"></progress> ${progressWords(reached)}
    ${reached.resume_at === null ? nothing : html`It goes on ${ago(reached.resume_at, now)}.`}
  </p>`;
}

function results(reconciliation: Reconciliation): TemplateResult {
  const { counts, cost_difference: difference, currency, differences, differences_omitted: omitted } = reconciliation;
  return html`<dl class="figures">
      ${figure('Matched', numberWords(counts.matched))}
      ${(['ours_only', 'getty_only', 'different'] as const).map((kind) => figure(DIFFERENCES[kind].name, numberWords(counts[kind]), DIFFERENCES[kind].means))}
      ${difference === null ? nothing : figure('Getty’s cost beyond ours', cost(difference, currency))}
    </dl>
    <p class="usage-note">${differencesWords(counts)}; ${comparedWords(reconciliation)}.</p>
    ${differences.length === 0 ? nothing : table(reconciliation)}
    ${omitted === 0 ? nothing : html`<p class="usage-more">${numberWords(omitted)} more differences are not kept one by one.</p>`}`;
}

function figure(name: string, value: string, title?: string): TemplateResult {
  return html`<div title=${title ?? nothing}>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function table({ differences, currency, id }: Reconciliation): TemplateResult {
  const save = (): void => saveFile(new File([differencesTable(differences, ',')], `${id}.csv`, { type: 'text/csv' }));
  return html`<p class="reconciliation-actions">
      <button type="button" class="button is-small" @click=${save}>Download CSV</button>
      ${copyButton({ text: differencesTable(differences, '\t'), label: 'Copy the differences', look: 'button is-small' })}
    </p>
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Difference</th>
            <th scope="col">Job</th>
            <th scope="col">Getty’s id</th>
            <th scope="col">Differs in</th>
            <th scope="col" class="is-number">Cost</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          ${differences.map((difference) => row(difference, currency))}
        </tbody>
      </table>
    </div>`;
}

function row(
  { kind, job_id: job, generation_request_id: getty, fields, cost: price }: Difference,
  currency: string | null,
): TemplateResult {
  const { name, means, todo } = DIFFERENCES[kind];
  return html`<tr>
    <td title=${means}>${name}</td>
    <td data-label="Job">${job === null ? '–' : html`<a class="edge" href="/jobs/${job}">${job}</a>`}</td>
    <td data-label="Getty’s id"><span class="edge">${getty ?? '–'}</span></td>
    <td data-label="Differs in">${fields.length === 0 ? '–' : fieldWords(fields)}</td>
    <td class="is-number" data-label="Cost">${cost(price, currency)}</td>
    <td data-label="What to do">${todo}</td>
  </tr>`;
}
