import { ProblemError } from '../http/problem.ts';

/** An image's number in a path, 0 to 3. @throws ProblemError not_found */
export function readImageIndex(text: unknown): number {
  if (typeof text !== 'string' || !/^[0-3]$/.test(text)) throw new ProblemError('not_found', 'Images are numbered from 0 to 3.');
  return Number(text);
}
