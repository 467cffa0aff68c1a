import type { RequestHandler } from 'express';
import helmet from 'helmet';

type Directives = Record<string, string[]>;

const OURS: Directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  // Getty's pictures lie on hosts that it does not name beforehand.
  imgSrc: ["'self'", 'http:', 'https:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Bull Board styles its elements in place and names a base. Its font from Google stays blocked: its own fallback will do. */
const BULL_BOARD: Directives = {
  ...OURS,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  baseUri: ["'self'"],
};

/** Strict for our own pages; looser under `/queues` alone. */
export function securityHeaders(): RequestHandler {
  const ours = headers(OURS);
  const bullBoard = headers(BULL_BOARD);
  return (request, response, next) => (/^\/queues(\/|$)/.test(request.path) ? bullBoard : ours)(request, response, next);
}

function headers(directives: Directives): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // What other services the operator runs beside this host is not ours to decide.
    strictTransportSecurity: { includeSubDomains: false },
  });
}
