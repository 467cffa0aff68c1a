import { isIP } from 'node:net';

import ipaddr from 'ipaddr.js';

/**
 * Which addresses lie on the public internet. A caller chooses where webhooks go, and our processes stand inside the operator's network, so
 * everything else is refused: by the api when an endpoint is made, by the notifier for every address that it is about to dial.
 */

/** Why the address that a URL names itself is not public; undefined when it is, or when the URL names a host that has to be looked up. */
export function whyUrlNotPublic(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (LOCALHOST.test(host)) return 'loopback';
  return isIP(host) === 0 ? undefined : whyNotPublic(host); // URLs hold addresses in their one usual form
}

/** Why this address is not on the public internet, or undefined when it is. */
export function whyNotPublic(address: string): string | undefined {
  const ip = ipaddr.parse(address);
  const range = ip.range();
  if (range !== 'unicast') return range;
  if (ip.kind() === 'ipv6' && !ip.match(GLOBAL_IPV6)) return 'not global unicast';
  return METADATA_AMONG_PUBLIC.has(ip.toString()) ? 'cloud metadata' : undefined;
}

/** RFC 6761, 6.3: loopback wherever it is asked for, so there is nothing to look up. */
const LOCALHOST = /(^|\.)localhost\.?$/;

/** All IPv6 that is handed out (https://www.iana.org/assignments/ipv6-address-space): the rest is special or not in use. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Azure's platform address looks public, but inside Azure it is the host. The other clouds' addresses are link-local or private. */
const METADATA_AMONG_PUBLIC = new Set(['168.63.129.16']);
