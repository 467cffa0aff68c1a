import type { RequestHandler } from 'express';

import { sendProblem } from '../send-problem.ts';

const READS = new Set(['GET', 'HEAD']);
const REFUSED = 'This may be asked for by the dashboard itself only.';

/**
 * Keeps other sites' pages from acting in the name of who is logged in here. The cookie is strict, but HTTP Basic, which a browser sends
 * along by itself, is not. A browser says where a POST comes from; scripts do not, and have no login to abuse.
 */
export const refuseForeignPages: RequestHandler = (request, response, next) => {
  const origin = request.get('origin');
  if (READS.has(request.method) || origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.host)) return next();
  return sendProblem(request, response, 'forbidden', REFUSED);
};

/** The same for forms: pages that name no referrer to others have no origin for their forms either, but the browser says whether it is ours. */
export const refuseForeignForms: RequestHandler = (request, response, next) => {
  const site = request.get('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return next();
  return sendProblem(request, response, 'forbidden', REFUSED);
};
