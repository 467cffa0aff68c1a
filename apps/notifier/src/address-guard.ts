import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

import ipaddr from 'ipaddr.js';

/**
 * Keeps webhooks away from everything that is not the public internet: a caller chooses the URL, and this process stands inside the
 * operator's network. Checked twice: what the URL says (an IP literal is dialled without a lookup), and, inside the lookup of each new
 * connection, what its name stands for at that moment. The address that was checked is the address that is dialled, so a name that
 * changes its mind in between (DNS rebinding) gains nothing.
 */
export class RefusedAddressError extends Error {
  constructor(reason: string) {
    super(`the address may not be called: ${reason}`);
    this.name = 'RefusedAddressError';
  }
}

/** All addresses that a name stands for now; rejects when that cannot be found out. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

export type AddressGuard = {
  /** @throws RefusedAddressError when the URL itself says that it may not be called */
  checkUrl(url: URL): void;
  /** For the connections: fails with a RefusedAddressError for a name that stands for an address that may not be called. */
  lookup: LookupFunction;
};

export function createAddressGuard(options: { lookup: Lookup; allowPrivateNetworks: boolean }): AddressGuard {
  const check = options.allowPrivateNetworks ? () => undefined : checkAddress;
  /** One address that is refused spoils the name: no public name has such a neighbour. */
  const lookUp = callbackify(async (host: string) => {
    const addresses = await options.lookup(host);
    for (const { address } of addresses) check(address);
    return addresses;
  });

  return {
    checkUrl: (url) => {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RefusedAddressError(`${url.protocol} is not http: or https:`);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (ipaddr.isValid(host)) check(host);
    },
    lookup: (host, { all }, callback) => {
      lookUp(host, (error, addresses) => {
        const first = addresses?.[0];
        if (error || !first) callback(error ?? new Error(`${host} has no address`), '', 0);
        else if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    },
  };
}

/** Why this address is not on the public internet, or undefined when it is. */
export function whyNotPublic(address: string): string | undefined {
  const ip = ipaddr.parse(address);
  const range = ip.range();
  if (range !== 'unicast') return range;
  if (ip.kind() === 'ipv6' && !ip.match(GLOBAL_IPV6)) return 'not global unicast';
  return METADATA_AMONG_PUBLIC.has(ip.toString()) ? 'cloud metadata' : undefined;
}

/** All IPv6 that is handed out (https://www.iana.org/assignments/ipv6-address-space): the rest is special or not in use. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Azure's platform address looks public, but inside Azure it is the host. The other clouds' addresses are link-local or private. */
const METADATA_AMONG_PUBLIC = new Set(['168.63.129.16']);

function checkAddress(address: string): void {
  const reason = whyNotPublic(address);
  if (reason) throw new RefusedAddressError(`${address} is not public (${reason})`);
}
