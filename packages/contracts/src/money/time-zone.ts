import { z } from 'zod';

/** Names such as `Europe/Berlin`, `America/Argentina/Ushuaia`, `Etc/GMT+5`, `UTC`; no offset such as `+02:00`. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]{0,31}(\/[A-Za-z0-9_+-]{1,31}){0,2}$/;

/** An IANA time zone that this system has data for. */
export const TimeZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ description: 'An IANA time zone such as `Europe/Berlin`.', examples: ['Europe/Berlin'] });
export type TimeZone = z.infer<typeof TimeZone>;

function isTimeZone(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // A RangeError is how Intl reports that it does not have the zone.
    return false;
  }
}
