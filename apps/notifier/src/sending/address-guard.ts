import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

import { whyNotPublic, whyUrlNotPublic } from '@darkroom/runtime';

/**
 * Keeps webhooks away from everything that is not on the public internet: a caller chooses the URL, and this process runs inside the
 * operator's network. The URL is checked first (an IP literal is connected without a lookup). Then the lookup of each new connection checks
 * the addresses of the name. The connection uses the checked address, so a name that changes in between (DNS rebinding) gains nothing.
 */
export class RefusedAddressError extends Error {
  constructor(reason: string) {
    super(`the address may not be called: ${reason}`);
    this.name = 'RefusedAddressError';
  }
}

/** A name currently resolves to an address that may not be called. Names change, so this fails one try, not the delivery. */
export class PrivateAnswerError extends Error {
  override readonly name = 'PrivateAnswerError';
}

/** Returns all current addresses of a name; rejects if the lookup fails. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

export type AddressGuard = {
  /** @throws RefusedAddressError if the URL itself may not be called */
  checkUrl(url: URL): void;
  /** For the connections: fails with a PrivateAnswerError for a name with an address that may not be called. */
  lookup: LookupFunction;
};

export function createAddressGuard(options: { lookup: Lookup; allowPrivateNetworks: boolean }): AddressGuard {
  const check = options.allowPrivateNetworks ? () => undefined : checkAnswer;
  /** One forbidden address fails the whole lookup, so that no connection order or fallback can reach it. */
  const lookUp = callbackify(async (host: string) => {
    const addresses = await options.lookup(host);
    for (const { address } of addresses) check(address);
    return addresses;
  });

  return {
    checkUrl: (url) => {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RefusedAddressError(`${url.protocol} is not http: or https:`);
      const reason = options.allowPrivateNetworks ? undefined : whyUrlNotPublic(url);
      if (reason) throw new RefusedAddressError(notPublic(url.hostname, reason));
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

function checkAnswer(address: string): void {
  const reason = whyNotPublic(address);
  if (reason) throw new PrivateAnswerError(`the name resolves to an address that may not be called: ${notPublic(address, reason)}`);
}

function notPublic(address: string, reason: string): string {
  return `${address} is not public (${reason})`;
}
