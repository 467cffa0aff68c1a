import { expect, test } from '@jest/globals';
import { z } from 'zod';

import { archiveSettings, checkArchive } from './archive-settings.ts';
import { readSettings, SettingsError } from './settings.ts';

const read = (environment: Record<string, string>) => readSettings(z.object(archiveSettings), environment, checkArchive);

function problemsOf(environment: Record<string, string>): string {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n').slice(1).join('\n').trim();
    throw error;
  }
  return '';
}

test.each([
  ['file:///var/lib/archive/', { kind: 'file', root: '/var/lib/archive' }],
  ['file:///with%20space', { kind: 'file', root: '/with space' }],
])('%s is a directory', (url, place) => {
  expect(read({ ARCHIVE_URL: url }).ARCHIVE_URL).toEqual(place);
});

test.each([
  ['s3://pictures', { kind: 's3', bucket: 'pictures', prefix: '' }],
  ['s3://pictures/', { kind: 's3', bucket: 'pictures', prefix: '' }],
  ['s3://my.pictures/from/darkroom/', { kind: 's3', bucket: 'my.pictures', prefix: 'from/darkroom' }],
])('%s is a bucket', (url, place) => {
  expect(read({ ARCHIVE_URL: url, AWS_REGION: 'eu-central-1' }).ARCHIVE_URL).toEqual(place);
});

test('without a URL there is no archive', () => {
  expect(read({ ARCHIVE_URL: '', AWS_ACCESS_KEY_ID: 'of another program' })).toEqual({
    ARCHIVE_PREVIEWS: false,
    AWS_ACCESS_KEY_ID: 'of another program',
  });
});

test.each([
  'archive',
  '/var/lib/archive',
  'https://bucket/prefix',
  'file://host/path',
  'file:///',
  'file:///a?b',
  'file:///a%2Fb',
  's3://',
  's3://Pictures',
  's3://key:secret@pictures/x',
  's3://pictures/../other',
  's3://pictures/a//b',
  's3://pictures/a?versions',
])('%s is refused, and the message does not repeat it', (url) => {
  const problem = problemsOf({ ARCHIVE_URL: url, AWS_REGION: 'x' });
  expect(problem).toMatch(/^ARCHIVE_URL: must /);
  expect(problem).not.toContain('secret');
});

const S3 = { ARCHIVE_URL: 's3://pictures', AWS_REGION: 'x', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

test.each([
  [{ ARCHIVE_URL: 's3://pictures' }, 'AWS_REGION: is required for s3://, unless ARCHIVE_S3_ENDPOINT is set'],
  [
    { ARCHIVE_URL: 'file:///a', ARCHIVE_S3_ENDPOINT: 'http://minio:9000' },
    'ARCHIVE_S3_ENDPOINT: needs an ARCHIVE_URL of the form s3://bucket/prefix',
  ],
  [{ ARCHIVE_PREVIEWS: 'true' }, 'ARCHIVE_PREVIEWS: needs ARCHIVE_URL'],
  [{ ARCHIVE_PREVIEWS: 'yes' }, 'ARCHIVE_PREVIEWS: must be true or false'],
  [{ ARCHIVE_PREVIEW: 'true' }, 'ARCHIVE_PREVIEW: no such setting'],
  [{ ARCHIVE_URL: 's3://pictures', AWS_REGION: 'x', AWS_ACCESS_KEY_ID: 'a' }, 'AWS_SECRET_ACCESS_KEY: is required with AWS_ACCESS_KEY_ID'],
  [{ ARCHIVE_URL: 's3://pictures', AWS_REGION: 'eu central 1' }, 'AWS_REGION: must be a region such as eu-central-1'],
  [{ ARCHIVE_URL: 's3://pictures', AWS_REGION: 'eu-central-1 ' }, 'AWS_REGION: must be a region such as eu-central-1'],
  [{ ARCHIVE_URL: 's3://pictures', AWS_REGION: 'eu_central.1' }, 'AWS_REGION: must be a region such as eu-central-1'],
  [{ ...S3, AWS_ACCESS_KEY_ID: 'AKIA ' }, 'AWS_ACCESS_KEY_ID: must be printable characters without spaces'],
  [{ ...S3, AWS_SECRET_ACCESS_KEY: 'se cret' }, 'AWS_SECRET_ACCESS_KEY: must be printable characters without spaces'],
  [{ ...S3, AWS_SESSION_TOKEN: 'token\n' }, 'AWS_SESSION_TOKEN: must be printable characters without spaces'],
])('%j is refused', (environment, problem) => {
  expect(problemsOf(environment)).toBe(problem);
});
