import { CursorError } from '@darkroom/queue';

import { invalidRequest } from './validate.ts';

/** The page asked for. @throws ProblemError invalid_request when its cursor is not one of ours */
export async function orInvalidCursor<Page>(reading: Promise<Page>): Promise<Page> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CursorError) throw invalidRequest([{ pointer: '/cursor', detail: error.message }]);
    throw error;
  }
}
