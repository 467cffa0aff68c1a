import type { Request } from 'express';

import type { Answer } from '../handler.ts';

/** Answers with one page of a list. A `Link` (RFC 8288) names the next one: the same query with a later cursor. */
export function answerPage(
  request: Request,
  response: Answer,
  page: { data: unknown[]; next_cursor: string | null },
  cursorName = 'cursor',
): void {
  if (page.next_cursor !== null) {
    const { pathname, searchParams } = new URL(request.originalUrl, 'http://api');
    searchParams.set(cursorName, page.next_cursor);
    response.setHeader('Link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
  }
  response.json(page);
}
