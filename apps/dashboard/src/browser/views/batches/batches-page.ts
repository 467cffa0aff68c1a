import type { SubmittedBatch } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { Frame } from '../../state/frame.ts';
import type { JobPage } from '../../state/jobs/job-list.ts';
import type { Loaded } from '../../state/resource.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { tenantChoice } from '../frame/tenant-choice.ts';
import { batchList, type BatchPage } from './batch-list.ts';
import { batchView, type BatchActions } from './batch-view.ts';

export type BatchesPageState = {
  tenant: string | null;
  list: Loaded<BatchPage>;
  /** The batch that is open, and some of its jobs; null: none. */
  opened: { batch: Loaded<SubmittedBatch>; jobs: Loaded<JobPage> } | null;
  said: string | null;
};

/** Jobs that were submitted together: all batches, or one. */
export function batchesPage(
  state: BatchesPageState,
  frame: Frame,
  { now, actions }: { now: number; actions: BatchActions },
): TemplateResult {
  const { tenant, list, opened, said } = state;
  return html`${pageHead('Batches', 'Jobs that were submitted together, newest first', tenantChoice(frame, tenant, { batch: null }))}
    <p class="page-said" role="status">${said ?? nothing}</p>
    ${
      opened === null
        ? html`<section id="list" aria-label="Batches" aria-busy=${String(list.data === null && list.isLoading)}>
            ${loaded(list, (page) => batchList(page, now))}
          </section>`
        : loaded(opened.batch, (batch) => batchView({ batch, jobs: opened.jobs, now, actions }))
    }`;
}
