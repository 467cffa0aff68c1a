import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

import { whyNotPublic, whyUrlNotPublic } from '@darkroom/runtime';

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

/** A name stands for an address that may not be called at this moment. Names change, so this fails one try and not the delivery. */
export class PrivateAnswerError extends Error {
  override readonly name = 'PrivateAnswerError';
}

/** All addresses that a name stands for now; rejects when that cannot be found out. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

export type AddressGuard = {
  /** @throws RefusedAddressError when the URL itself says that it may not be called */
  checkUrl(url: URL): void;
  /** For the connections: fails with a PrivateAnswerError for a name that stands for an address that may not be called. */
  lookup: LookupFunction;
};

export function createAddressGuard(options: { lookup: Lookup; allowPrivateNetworks: boolean }): AddressGuard {
  const check = options.allowPrivateNetworks ? () => undefined : checkAnswer;
  /** One address that may not be called spoils the answer, so that no dialling order or fallback can reach it. */
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
  if (reason) throw new PrivateAnswerError(`the name stands for an address that may not be called: ${notPublic(address, reason)}`);
}

function notPublic(address: string, reason: string): string {
  return `${address} is not public (${reason})`;
}
