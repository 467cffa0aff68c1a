import { describe, expect, test } from '@jest/globals';

import { createAddressGuard, PrivateAnswerError, RefusedAddressError, type Lookup } from './address-guard.ts';

const nowhere: Lookup = () => Promise.reject(new Error('no lookup was expected'));

/** A name server that resolves every name to these addresses. */
function resolvingTo(...addresses: string[]): Lookup {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

function lookUp(lookup: Lookup, options: { all?: boolean } = { all: true }, allowPrivateNetworks = false): Promise<unknown> {
  const guard = createAddressGuard({ lookup, allowPrivateNetworks });
  return new Promise((resolve, reject) => {
    guard.lookup('hooks.example', options, (error, address) => (error ? reject(error) : resolve(address)));
  });
}

describe('a URL', () => {
  const guard = createAddressGuard({ lookup: nowhere, allowPrivateNetworks: false });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://127.0.0.1./',
    'http://127.0.0.1%2e/',
    'http://8.8.8.8@127.0.0.1/',
    'http://hooks.example:80@127.0.0.1/',
    'http://127.0.0.1\\@hooks.example/',
    'http://127。0。0。1/',
    'http://①②⑦.0.0.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[::127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[0:0:0:0:0:ffff:7f00:1]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'https://localhost/',
    'ftp://example.com/',
    'file:///etc/passwd',
  ])('%s is refused', (url) => {
    expect(() => guard.checkUrl(new URL(url))).toThrow(RefusedAddressError);
  });

  test.each(['https://example.com/hook', 'http://8.8.8.8/', 'http://[2606:4700::1111]/'])('%s is not refused', (url) => {
    expect(() => guard.checkUrl(new URL(url))).not.toThrow();
  });

  test('with a private address passes if the operator allows it; another protocol never passes', () => {
    const open = createAddressGuard({ lookup: nowhere, allowPrivateNetworks: true });
    expect(() => open.checkUrl(new URL('http://127.0.0.1/'))).not.toThrow();
    expect(() => open.checkUrl(new URL('ftp://example.com/'))).toThrow(RefusedAddressError);
  });
});

describe('a name', () => {
  test.each([[['127.0.0.1']], [['10.0.0.8']], [['8.8.8.8', '10.0.0.8']], [['2606:4700::1111', '::1']]])(
    'that resolves to %j is refused now, and looked up again later',
    async (addresses) => {
      await expect(lookUp(resolvingTo(...addresses))).rejects.toThrow(PrivateAnswerError);
      await expect(lookUp(resolvingTo(...addresses), {})).rejects.toThrow(PrivateAnswerError);
      await expect(lookUp(resolvingTo(...addresses), {}, true)).resolves.toBe(addresses[0]);
    },
  );

  test('with public addresses resolves to all of them, or to the first if one is requested', async () => {
    const lookup = resolvingTo('8.8.8.8', '2606:4700::1111');
    await expect(lookUp(lookup)).resolves.toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    await expect(lookUp(lookup, {})).resolves.toBe('8.8.8.8');
  });

  test('without an address, or not found, is not refused: it may resolve later', async () => {
    await expect(lookUp(resolvingTo())).rejects.toThrow('hooks.example has no address');
    await expect(lookUp(() => Promise.reject(new Error('ENOTFOUND')))).rejects.toThrow('ENOTFOUND');
  });
});
