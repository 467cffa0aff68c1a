import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/** After it people log in again. */
export const SESSION_MS = 12 * 3_600_000;

const NAME = 'darkroom_session';

export function readSessionCookie(request: Request): string | undefined {
  return parseCookie(request.get('cookie') ?? '')[NAME];
}

/** `request.secure` is also true for https in front of a trusted proxy (`TRUST_PROXY`). */
export function writeSessionCookie(request: Request, response: Response, token: string): void {
  response.cookie(NAME, token, { ...cookieOptions(request), maxAge: SESSION_MS });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(NAME, cookieOptions(request));
}

function cookieOptions(request: Request) {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' } as const;
}
