import type { Request } from 'express';

import type { Answer } from '../handler.ts';

/** Answers with one page of a list. */
export function answerPage(
  request: Request,
  response: Answer,
  page: { data: unknown[]; next_cursor: string | null },
  cursorName = 'cursor',
): void {
  linkNext(request, response, page.next_cursor, cursorName);
  response.json(page);
}

/** A `Link` (RFC 8288) names the next page: the same query with a later cursor. */
export function linkNext(request: Request, response: Answer, nextCursor: string | null, cursorName = 'cursor'): void {
  if (nextCursor === null) return;
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://api');
  searchParams.set(cursorName, nextCursor);
  response.setHeader('Link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
}
