import { randomUUID } from 'node:crypto';

import type { Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import type { Request, Response } from 'express';

import { authorNamed } from './author-named.ts';

export type LoginNotes = { audit: Pick<Store['audit'], 'note'>; user: string; logger: Logger };

/**
 * Notes a login, or a refused one, in the audit. A refusal counts only for the account that exists: other names may be passwords in the
 * wrong field. While Redis is away people must still get in, to see that; each action that they take is in the audit by itself.
 */
export async function noteLogin(
  { audit, user, logger }: LoginNotes,
  { request, response }: { request: Pick<Request, 'ip'>; response: Response },
  login: { action: 'person.login' | 'person.login_refused'; user: string },
): Promise<void> {
  if (login.user !== user) return;
  const deed = { tenant: null, action: login.action, target: { type: 'person', id: user }, once: randomUUID() } as const;
  try {
    await audit.note(authorNamed(user, request, response), deed);
  } catch (error) {
    logger.warn({ error, action: login.action }, 'audit.not_noted');
  }
}
