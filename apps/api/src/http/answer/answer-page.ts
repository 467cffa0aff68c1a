import type { Request } from 'express';

import type { Answer } from '../handler.ts';

/** Answers with one page of a list. Where there is a next one, `Link` (RFC 8288) leads to it: the same question, a later cursor. */
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
