import { randomUUID } from 'node:crypto';

import type { Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import type { Request, Response } from 'express';

import { authorNamed } from './author-named.ts';

export type LoginNotes = { audit: Pick<Store['audit'], 'note'>; logger: Logger };

/**
 * Notes a refused login in the audit. It counts only for an account that exists: other names may be passwords in the wrong field. A login that succeeds is
 * noted by the command that opens the session.
 */
export async function noteRefusal(
  { audit, logger }: LoginNotes,
  { request, response }: { request: Pick<Request, 'ip'>; response: Response },
  account: string | null,
): Promise<void> {
  if (account === null) return;
  const deed = { tenant: null, action: 'person.login_refused', target: { type: 'person', id: account }, once: randomUUID() } as const;
  try {
    await audit.note(authorNamed(account, request, response), deed);
  } catch (error) {
    logger.warn({ error, action: deed.action }, 'audit.not_noted');
  }
}
