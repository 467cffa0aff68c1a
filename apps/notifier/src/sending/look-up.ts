import type { LookupAddress } from 'node:dns';
import { lookup as askSystem, Resolver } from 'node:dns/promises';

import type { Lookup } from './address-guard.ts';

/**
 * Looks up names without delaying other lookups. Node's `dns.lookup` runs on a few threads of the process (two at a time, by libuv's
 * default), so two names with silent servers would stop every webhook. So this asks DNS directly, over sockets. It asks the system only
 * about names unknown to DNS (the hosts file, `localhost`), which are answered at once.
 */
export function createLookup(options: { servers?: string[] } = {}): Lookup {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: 2 });
  if (options.servers) resolver.setServers(options.servers);

  return async (host) => {
    const addresses = await askDns(resolver, host);
    return addresses.length > 0 ? addresses : askSystem(host, { all: true });
  };
}

const QUERY_TIMEOUT_MS = 1_500;

/** All addresses, IPv4 first; none if DNS does not know the name or cannot be asked. @throws the error of a silent server */
async function askDns(resolver: Resolver, host: string): Promise<LookupAddress[]> {
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = answers.flatMap((answer, i) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: i === 0 ? 4 : 6 })) : [],
  );
  const silent = answers.find((answer) => answer.status === 'rejected' && (answer.reason as NodeJS.ErrnoException).code === 'ETIMEOUT');
  if (addresses.length === 0 && silent?.status === 'rejected') throw silent.reason;
  return addresses;
}
