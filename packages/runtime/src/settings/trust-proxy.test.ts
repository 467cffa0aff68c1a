import { expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';

import { readSettings } from './settings.ts';
import { TrustProxy } from './trust-proxy.ts';

const read = (text: string) => readSettings(z.object({ TRUST_PROXY: TrustProxy }), { TRUST_PROXY: text }).TRUST_PROXY;

test.each<[string, false | number | string[]]>([
  ['false', false],
  ['0', false],
  ['1', 1],
  ['3', 3],
  ['127.0.0.1', ['127.0.0.1']],
  ['10.0.0.0/8, ::1,fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
  ['0.0.0.0/1,128.0.0.0/1', ['0.0.0.0/1', '128.0.0.0/1']],
  ['::ffff:10.0.0.0/104', ['::ffff:10.0.0.0/104']],
  ['2001:DB8::/32', ['2001:DB8::/32']],
])('%s is %j', (text, trusted) => {
  expect(read(text)).toEqual(trusted);
  expect(() => express().set('trust proxy', read(text))).not.toThrow();
});

test.each([
  'true',
  'yes',
  '-1',
  '33',
  '1.5',
  '10.0.0.0/33',
  '::/129',
  '10.0.0.0/8/8',
  '10.0.0/8',
  'proxy.example',
  '10.0.0.1,',
  ',',
  '1,2',
  '300.0.0.1',
  '10.0.0.1/-1',
  '10.0.0.1/',
  '0.0.0.0/0',
  '::/0',
  'fe80::1%eth0',
  '[::1]',
  '127.1',
  '0x7f.0.0.1',
  '10.0.0.0/255.0.0.0',
  'loopback',
  'TRUE',
  '00',
  '1e1',
  '-127.0.0.1',
])('%s stops the process with what it should be', (text) => {
  expect(() => read(text)).toThrow(/TRUST_PROXY: must be false, how many proxies/);
});
