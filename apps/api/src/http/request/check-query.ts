import type { NextFunction, Request, Response } from 'express';

import { type FieldError } from '../problem.ts';
import { pointerTo, requireNone } from './validate.ts';

/**
 * Refuses an ambiguous query: of two values for a parameter, another reader may use the other one. If the call takes no query, every
 * parameter is unknown. @throws ProblemError invalid_request naming each
 */
export function checkQuery(takesQuery: boolean) {
  return ({ url }: Request, _response: Response, next: NextFunction): void => {
    const start = url.indexOf('?');
    if (start >= 0) requireNone(findWrong(url.slice(start), takesQuery));
    next();
  };
}

function findWrong(query: string, takesQuery: boolean): FieldError[] {
  const parameters = new URLSearchParams(query);
  const unreadable = new Set(query.slice(1).split('&').flatMap(nameOfUnreadable));
  const times = new Map<string, number>();
  for (const name of parameters.keys()) times.set(name, (times.get(name) ?? 0) + 1);
  const errors = [...times].map(([name, count]) => {
    const pointer = pointerTo([name]);
    if (!takesQuery) return { pointer, detail: 'is not known' };
    if (unreadable.has(name)) return { pointer, detail: 'must be UTF-8 text, percent-encoded' };
    return count > 1 ? { pointer, detail: 'was given more than once' } : undefined;
  });
  return errors.filter((error) => error !== undefined);
}

/** The name of a part with invalid percent-encoding. A lenient reader would insert replacement characters. */
function nameOfUnreadable(part: string): string[] {
  try {
    decodeURIComponent(part);
    return [];
  } catch {
    return [...new URLSearchParams(part).keys()];
  }
}
