import { auditedAddress } from '@darkroom/api/http/author-of';
import type { Author } from '@darkroom/queue';
import type { Request, Response } from 'express';

import { requestIdOf } from '../request-id.ts';

/** A person by name, as the author of an action. */
export function authorNamed(user: string, request: Pick<Request, 'ip'>, response: Response): Author {
  return { actor: { type: 'person', id: user, name: user }, ip: auditedAddress(request), requestId: requestIdOf(response) };
}
