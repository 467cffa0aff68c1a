import type { Response } from 'express';

import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Refusal } from '../behaviour/refusals.ts';
import type { Outcome, World } from '../world.ts';

/** The end of a call as its client sees it: the status sent, or what was sent instead. */
export type Ending = string;

const GETTY_ERROR = 'application/vnd.getty.error+json';

export function sendOutcome(response: Response, outcome: Outcome, spoilt: Behaviour['body']): Ending {
  response.statusCode = outcome.status;
  if (!outcome.body) {
    response.setHeader('Content-Length', 0);
    response.end();
    return String(outcome.status);
  }
  const body = JSON.stringify(outcome.body);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (spoilt === 'truncated') {
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.write(body.slice(0, body.length / 2), () => response.destroy());
    return 'truncated';
  }
  response.end(spoilt === 'invalid_json' ? `<html>${body.slice(1)}` : body);
  return spoilt === 'invalid_json' ? 'invalid_json' : String(outcome.status);
}

export function sendRefusal(
  { clock, settings }: World,
  response: Response,
  { refusal, behaviour }: { refusal: Refusal; behaviour: Behaviour },
): Ending {
  const { status, code, message, detail } = refusal;
  response.statusCode = status;
  if (detail) response.setHeader('X-Error-Detail', detail);
  const retryAfterS = behaviour.retry_after_s ?? (status === 429 || detail ? settings.current.retry_after_s : null);
  if (retryAfterS !== null) {
    const as = behaviour.retry_after_as ?? settings.current.retry_after_as;
    response.setHeader('Retry-After', as === 'date' ? new Date(clock.now() + retryAfterS * 1_000).toUTCString() : String(retryAfterS));
  }
  response.setHeader('Content-Type', code ? GETTY_ERROR : 'application/json');
  response.end(JSON.stringify(code ? { ErrorCode: code, ErrorMessage: message } : { message }));
  return String(status);
}

/** Closes the connection without an answer. */
export function dropConnection(response: Response): Ending {
  response.destroy();
  return 'dropped';
}
