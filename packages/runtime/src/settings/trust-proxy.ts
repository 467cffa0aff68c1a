import { isIP } from 'node:net';

import { z } from 'zod';

const MOST_HOPS = 32;
const WRONG = `must be false, how many proxies stand in front (1 to ${MOST_HOPS}), or their addresses and networks separated by commas, such as 10.0.0.0/8,::1`;

/**
 * Which proxies may set `X-Forwarded-For`, `-Proto` and `-Host`, in Express's form (`trust proxy`): none, a number of proxies, or those at
 * these addresses. `true` is not allowed: any client that reaches the port could claim any address.
 */
export const TrustProxy = z.string().transform((text, context): false | number | string[] => {
  const parts = text.split(',').map((part) => part.trim());
  if (text === 'false' || text === '0') return false;
  if (/^[1-9]\d?$/.test(text) && Number(text) <= MOST_HOPS) return Number(text);
  if (parts.every(isNetwork)) return parts;
  context.addIssue(WRONG);
  return z.NEVER;
});

/** An address, or a network as an address and the number of its bits. Express accepts no zone, and no network of all addresses. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
