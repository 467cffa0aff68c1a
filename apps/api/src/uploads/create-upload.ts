import { randomUUID } from 'node:crypto';

import type { Upload } from '@darkroom/contracts';
import { newUploadId, type Store, type UploadRecord } from '@darkroom/queue';
import { onClosed, type Clock } from '@darkroom/runtime';

import type { Answer, Handler } from '../http/handler.ts';
import { noteReplay, readActionKey } from '../http/idempotency/read-action.ts';
import { ProblemError } from '../http/problem.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';
import { createPlaces } from './places.ts';
import { checkHead, receiveJpeg, type ReceivedJpeg } from './receive-jpeg.ts';

/** How long Getty keeps an upload. */
const KEPT_MS = 24 * 3_600_000;

/** Pictures that are received or sent at once: each takes up to 10 MB of disk. One tenant's slow senders leave room for others. */
const MOST = 64;
const MOST_OF_TENANT = 32;
/** Pictures that are sent to Getty at once. */
const MOST_SENT = 16;
/** How long a request waits before its body is read. The server ends a request that takes longer than 30 s to arrive. */
const MOST_WAIT_MS = 20_000;
const MOST_WAIT_TO_SEND_MS = 60_000;
const RETRY_AFTER = '5';

type UploadDeps = { store: Store; clock: Clock; getty: GettyReader };

/** `POST /v1/uploads`: 201 with the address of the picture. It is received and checked before Getty gets it. */
export function createUpload(deps: UploadDeps): Handler {
  const places = createPlaces({ most: MOST, mostOfTenant: MOST_OF_TENANT });
  const sending = createPlaces({ most: MOST_SENT, mostOfTenant: MOST_SENT / 2 });

  return async (request, response) => {
    const { tenant } = response.locals;
    response.locals.hasLongBody = true;
    await deps.store.ping(); // before 10 MB are received in vain
    checkHead(request);
    const gone = new AbortController();
    onClosed(response, () => gone.abort());
    const leave = await places.enter(tenant, MOST_WAIT_MS, gone.signal);
    if (!leave) throw tooManyUploads();
    try {
      const jpeg = await receiveJpeg(request);
      try {
        const send = async (): Promise<UploadRecord> => {
          const leaveSending = await sending.enter(tenant, MOST_WAIT_TO_SEND_MS, gone.signal);
          if (!leaveSending) throw tooManyUploads();
          try {
            return await putUp(deps, tenant, jpeg);
          } finally {
            leaveSending();
          }
        };
        const { result, replayed } = await deps.store.doOnce(readActionKey(request, response, { sha256: jpeg.sha256 }), send);
        noteReplay(response, replayed);
        answer(response, result);
      } finally {
        await jpeg.close();
      }
    } finally {
      leave();
    }
  };
}

/** Puts a picture up at Getty under a random name: a name that was used before would replace another tenant's picture. */
async function putUp({ store, clock, getty }: UploadDeps, tenant: string, { open, bytes, sha256 }: ReceivedJpeg): Promise<UploadRecord> {
  const expiresAt = clock.now() + KEPT_MS;
  const url = await getty.ask((client) => client.upload(`${randomUUID()}.jpg`, { open, bytes }));
  const upload = { id: newUploadId(), tenant, url, bytes, sha256, expiresAt };
  await store.uploads.add(upload);
  return upload;
}

function answer(response: Answer, { id, url, bytes, sha256, expiresAt }: UploadRecord): void {
  response.locals.noted.upload_id = id;
  response.status(201);
  response.json({ id, object: 'upload', url, bytes, sha256, expires_at: new Date(expiresAt).toISOString() } satisfies Upload);
}

function tooManyUploads(): ProblemError {
  return new ProblemError('too_many_uploads', 'Many pictures are being uploaded. Try again soon.', {
    headers: { 'Retry-After': RETRY_AFTER },
  });
}
