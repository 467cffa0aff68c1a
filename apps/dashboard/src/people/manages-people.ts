import type { Response } from 'express';

import { personOf, seesAll } from '../login/person.ts';

/** Whether this person manages people: an admin who is limited to some tenants could give others more than they have. */
export function managesPeople(response: Response): boolean {
  const person = personOf(response);
  return person.role === 'admin' && seesAll(person);
}
