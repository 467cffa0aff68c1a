import { GenerationRequestId, ImageIndex, JobId } from '@darkroom/contracts';
import { z } from 'zod';

import type { Operations } from '../operation.ts';

const DownloadSizes = z
  .strictObject({ download_sizes: z.array(z.looseObject({ size_name: z.string().nullable() })) })
  .meta({ id: 'DownloadSizes', description: "Getty's own answer." });

export const pictureOperations: Operations = {
  'GET /v1/jobs/:id/images/:index': {
    id: 'showImage',
    tag: 'Pictures',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get an image of a generation',
    description:
      "Redirects to the image if Getty shows it, else to its largest preview. Getty's URLs expire within about a day; then Getty is asked for new ones, which costs nothing.",
    path: { id: JobId, index: ImageIndex },
    answers: { 302: { says: 'The image is at `Location`.', headers: { Location: 'always' }, text: { 'text/plain': 'Found.' } } },
    problems: ['not_found', 'not_ready', 'gone', 'getty_refused', 'getty_unavailable'],
  },
  'GET /v1/generations/:generation_request_id/images/:index/download-sizes': {
    id: 'listDownloadSizes',
    tag: 'Pictures',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Sizes in which an image can be downloaded',
    description: "Straight from Getty, for a generation of your own. A size's name is the `size_name` of a download.",
    path: { generation_request_id: GenerationRequestId, index: ImageIndex },
    answers: {
      200: {
        says: 'The sizes.',
        json: DownloadSizes,
        examples: { sizes: { summary: 'Two sizes', value: { download_sizes: [{ size_name: '1k' }, { size_name: '4k' }] } } },
      },
    },
    problems: ['not_found', 'gone', 'getty_refused', 'getty_unavailable'],
  },
};
