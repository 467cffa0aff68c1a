import { isIP } from 'node:net';

import ipaddr from 'ipaddr.js';

/**
 * Decides which addresses are on the public internet. A caller chooses where webhooks go, and our processes run inside the operator's
 * network, so all other addresses are refused: by the api when an endpoint is created, by the notifier for every address before it
 * connects.
 */

/** Why the address in a URL is not public; undefined when it is, or when the URL has a host name that must be looked up. */
export function whyUrlNotPublic(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (LOCALHOST.test(host)) return 'loopback';
  return isIP(host) === 0 ? undefined : whyNotPublic(host); // URLs contain addresses in normalized form
}

/** Why this address is not on the public internet, or undefined when it is. */
export function whyNotPublic(address: string): string | undefined {
  const ip = ipaddr.parse(address);
  const range = ip.range();
  if (range !== 'unicast') return range;
  if (ip.kind() === 'ipv6' && !ip.match(GLOBAL_IPV6)) return 'not global unicast';
  return METADATA_AMONG_PUBLIC.has(ip.toString()) ? 'cloud metadata' : undefined;
}

/** RFC 6761, 6.3: always loopback, so there is nothing to look up. */
const LOCALHOST = /(^|\.)localhost\.?$/;

/** All assigned IPv6 (https://www.iana.org/assignments/ipv6-address-space): the rest is special or not in use. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Azure's platform address looks public, but inside Azure it is the host. Other clouds use link-local or private addresses. */
const METADATA_AMONG_PUBLIC = new Set(['168.63.129.16']);
