import type { z } from 'zod';

import { Refused } from '../behaviour/refusals.ts';
import { describeProblems, type Settings } from '../settings.ts';
import type { accounting } from './fields.ts';

/** Reads a request as Getty would. @throws Refused 400 naming every wrong field */
export function readRequest<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Refused('400', describeProblems(parsed.error).join('; '));
  return parsed.data;
}

/** Checks the fields that the account's products require or forbid. @throws Refused 400 */
export function checkAccounting(settings: Settings, request: { [Name in keyof typeof accounting]?: unknown }): void {
  for (const name of ['product_id', 'project_code', 'notes'] as const) {
    const isGiven = request[name] !== undefined && request[name] !== null && request[name] !== '';
    if (settings[name] === 'required' && !isGiven) throw new Refused('400-product', `${name} is required by the product.`);
    if (settings[name] === 'forbidden' && isGiven) throw new Refused('400-product', `${name} must not be given for this product.`);
  }
}
