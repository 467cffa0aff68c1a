import type { RequestHandler } from 'express';

import { sendProblem } from '../send-problem.ts';

const READS = new Set(['GET', 'HEAD']);

/**
 * Keeps other sites' pages from acting in the name of who is logged in here. The cookie is strict, but HTTP Basic, which a browser sends
 * along by itself, is not. A browser says where a POST comes from; scripts do not, and have no login to abuse.
 */
export const refuseForeignPages: RequestHandler = (request, response, next) => {
  const origin = request.get('origin');
  if (READS.has(request.method) || origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.host)) return next();
  return sendProblem(request, response, 'forbidden', 'This may be asked for by the dashboard itself only.');
};
