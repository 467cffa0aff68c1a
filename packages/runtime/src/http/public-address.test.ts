import { expect, test } from '@jest/globals';

import { whyNotPublic, whyUrlNotPublic } from './public-address.ts';

test.each([
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'carrierGradeNat'],
  ['100.100.100.200', 'carrierGradeNat'],
  ['192.0.0.192', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['203.0.113.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['168.63.129.16', 'cloud metadata'],
  ['fe80::1%eth0', 'linkLocal'],
  ['fec0::1', 'deprecatedSiteLocal'],
  ['ff02::1', 'multicast'],
  ['2001:db8::1', 'reserved'],
  ['2001::1', 'teredo'],
  ['3fff::1', 'reserved'],
  ['4000::1', 'not global unicast'],
  ['1.1.1.1', undefined],
  ['2a00:1450:4001:80b::200e', undefined],
])('%s: %s', (address, why) => {
  expect(whyNotPublic(address)).toBe(why);
});

test.each([
  ['http://0x7f.1/', 'loopback'],
  ['http://0.0.0.0/', 'unspecified'],
  ['http://127.0.0.1./', 'loopback'],
  ['http://8.8.8.8@10.0.0.1/', 'private'],
  ['http://[::ffff:127.0.0.1]/', 'ipv4Mapped'],
  ['http://8.8.8.8/', undefined],
  ['http://127.0.0.1.example/', undefined],
  ['http://LOCALHOST./', 'loopback'],
  ['http://hooks.localhost/', 'loopback'],
  ['http://localhost.example/', undefined],
  ['http://notlocalhost/', undefined],
])('%s names an address that is %s', (url, why) => {
  expect(whyUrlNotPublic(new URL(url))).toBe(why);
});

test('a URL cannot contain a zone id', () => {
  for (const host of ['[fe80::1%eth0]', '[fe80::1%25eth0]']) expect(URL.canParse(`http://${host}/`)).toBe(false);
});
