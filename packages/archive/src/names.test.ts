import { expect, test } from '@jest/globals';

import { extensionOf } from './extension-of.ts';
import { fileNameOf, folderOf } from './folder-of.ts';

test('a folder has tenant, month of creation in UTC, and job', () => {
  const job = { id: 'job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f', tenant: 'acme', createdAt: Date.parse('2026-11-30T23:59:59.999Z') };
  expect(folderOf(job)).toBe('acme/2026/11/job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f');
  expect(folderOf({ ...job, createdAt: job.createdAt + 1 })).toMatch(/^acme\/2026\/12\//);
});

test.each(['..', '.', '../../etc', 'a/b', 'a\\b', '', '.hidden', 'a\0b', 'a\nb', 'x'.repeat(500), 'ü'])(
  '%j becomes one part of a path',
  (text) => {
    for (const part of [folderOf({ id: 'job_1', tenant: text, createdAt: 0 }).split('/1970/')[0]!, fileNameOf(0, text)]) {
      expect(part).toMatch(/^(?!\.)[A-Za-z0-9._-]{1,110}$/);
    }
  },
);

test.each([
  [{ contentType: 'image/jpeg', fileName: null }, 'jpg'],
  [{ contentType: 'image/PNG; charset=binary', fileName: null }, 'png'],
  [{ contentType: 'image/jpeg', fileName: 'fox.TIF' }, 'tif'],
  [{ contentType: null, fileName: 'fox.jpeg' }, 'jpg'],
  [{ contentType: null, fileName: 'fox' }, 'bin'],
  [{ contentType: 'constructor', fileName: 'a.b/../c' }, 'bin'],
  [{ contentType: 'application/json', fileName: 'fox.json' }, 'bin'],
])('the extension of %j is %s', (source, extension) => {
  expect(extensionOf(source)).toBe(extension);
});
