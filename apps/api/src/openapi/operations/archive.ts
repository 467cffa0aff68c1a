import { JobId } from '@darkroom/contracts';

import { AS_BYTES, SHOWN_TYPES } from '../../archive/find-archived.ts';
import type { Operations } from '../operation.ts';

const BYTES = Object.fromEntries([...SHOWN_TYPES, AS_BYTES].map((type) => [type, 'The bytes of the file.']));

export const archiveOperations: Operations = {
  'GET /v1/jobs/:id/file': {
    id: 'getDownloadedFile',
    tag: 'Pictures',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get the file of a download',
    description: `Never costs anything. If the file is in an archive in S3: a redirect to a URL that works for 15 minutes. In an archive in a directory: the file itself,
also in parts (\`Range\`). Not archived: a redirect to Getty, which Darkroom asks for a fresh URL. A paid re-download is needed only where this answers 410 \`redownload_needed\`.`,
    path: { id: JobId },
    headers: ['If-None-Match', 'Range'],
    answers: {
      200: { says: 'The file.', headers: { ETag: 'always', 'Content-Disposition': 'always', 'Accept-Ranges': 'always' }, text: BYTES },
      206: {
        says: 'A part of the file.',
        headers: { ETag: 'always', 'Content-Disposition': 'always', 'Accept-Ranges': 'always', 'Content-Range': 'always' },
        text: BYTES,
      },
      302: { says: 'The file is at `Location`.', headers: { Location: 'always' }, text: { 'text/plain': 'Found.' } },
      304: { says: 'You have this file.', headers: { ETag: 'always', 'Content-Disposition': 'sometimes', 'Accept-Ranges': 'sometimes' } },
    },
    problems: [
      'not_found',
      'not_ready',
      'gone',
      'redownload_needed',
      'precondition_failed',
      'range_not_satisfiable',
      'getty_refused',
      'getty_unavailable',
      'archive_unavailable',
    ],
  },
};
