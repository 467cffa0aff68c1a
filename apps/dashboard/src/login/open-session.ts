import type { Store } from '@darkroom/queue';
import type { Request, Response } from 'express';

import { SESSION_MS, writeSessionCookie } from '../sessions/session-cookie.ts';
import { digestOf, newToken } from '../sessions/session-token.ts';
import type { Account } from './authenticate.ts';
import { authorNamed } from './author-named.ts';
import type { SettingsPerson } from './settings-person.ts';

export type OpenSessionDeps = { sessions: Pick<Store['sessions'], 'open'>; settings: SettingsPerson };

/**
 * Opens a session for a person who has shown who they are, and gives its token to their browser. `subject`: who they are at the provider of
 * identities. Returns whether they were let in: not if they have changed meanwhile. @throws the error of Redis
 */
export async function openSession(
  { sessions, settings }: OpenSessionDeps,
  { request, response }: { request: Request; response: Response },
  { name, stored, subject }: Account & { subject?: string },
): Promise<boolean> {
  const token = newToken();
  const author = authorNamed(name, request, response);
  const of = stored
    ? { id: stored.id, version: stored.version, ...(subject !== undefined && { subject }) }
    : ({ mark: settings.mark } as const);
  const way = subject === undefined ? 'password' : 'provider';
  const agent = request.get('user-agent') ?? '';
  const opened = await sessions.open({ digest: digestOf(token)!, of, name, way, lastsMs: SESSION_MS, ip: author.ip, agent }, author);
  if (opened === 'refused') return false;
  writeSessionCookie(request, response, token);
  return true;
}
