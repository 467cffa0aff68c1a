import { RedownloadRequest } from '@darkroom/contracts';

import { DOWNLOADED, DOWNLOAD_QUEUED } from '../examples/jobs.ts';
import type { Operations } from '../operation.ts';
import { accepted, submitted } from './accepted.ts';

const ASSET = DOWNLOADED.result.generated_asset_id;
const getty = { generation_request_id: null, index: null, polls: 0 };
const REQUEST = { generated_asset_id: ASSET, size_name: '4k' };
const QUEUED = { ...DOWNLOAD_QUEUED, request: REQUEST, getty: { ...getty, last_status: null } };
const SUCCEEDED = { ...DOWNLOADED, request: REQUEST, getty: { ...getty, last_status: 200 } };

export const redownloadOperations: Operations = {
  'POST /v1/redownloads': {
    id: 'submitRedownload',
    tag: 'Jobs',
    scope: 'submit',
    summary: 'Download a file again',
    description: `A file that you downloaded before, by \`result.generated_asset_id\` of that download, also after its generation has ended at Getty or its
job was removed. The job has the type \`download\`. It counts, and may cost, as a download of this size.

\`product_id\` and the project code that it counts under are those of the earlier download, unless you name others. Getty does not show what became of
a re-download: without an answer the job is \`held\`, and can be resolved by \`retry\` or \`fail\` only.`,
    headers: ['Idempotency-Key', 'Prefer'],
    body: {
      schema: RedownloadRequest,
      examples: {
        plain: { summary: 'The same file in 4k', value: { generated_asset_id: ASSET, size_name: '4k' } },
        full: {
          summary: 'Paid by another product',
          value: { generated_asset_id: ASSET, size_name: '1k', product_id: 2726, project_code: 'WINTER-26', notes: 'Print' },
        },
      },
    },
    answers: submitted({ 202: accepted('The job is stored.', 'Not sent yet', QUEUED), ended: SUCCEEDED }),
    problems: ['budget_used_up', 'not_found', 'price_unknown', 'too_many_open_jobs'],
  },
};
