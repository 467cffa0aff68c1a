import type { Request, Response } from 'express';

import { SESSION_MS } from './sessions.ts';

const NAME = 'darkroom_session';

export function readSessionCookie(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** `request.secure` also tells https in front of a proxy that is trusted (`TRUST_PROXY`). */
export function writeSessionCookie(request: Request, response: Response, session: string): void {
  response.cookie(NAME, session, { ...cookieOptions(request), maxAge: SESSION_MS });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(NAME, cookieOptions(request));
}

function cookieOptions(request: Request) {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' } as const;
}
