import { execFileSync } from 'node:child_process';

import type { Job } from '@darkroom/contracts';
import { DownloadRequest, GenerationRequest } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { testDetail } from '../../../test/test-detail.ts';
import { submissionCurl, submissionOf } from './submission-curl.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const hook = (url: string) => testDetail({ job: { request: { prompt: 'a fox', webhook: { url } } } }).job;
const JOB_ID = `job_${'0'.repeat(32)}`;

test('a generation is submitted as it was, with what its prompt holds left as it is', () => {
  const request = {
    prompt: 'a fox\'s $HOME `id` "den"',
    aspect_ratio: '4:3',
    deadline: '2026-11-21T11:00:00Z',
    run_at: '2026-12-01T00:00:00Z',
  };
  const { job } = testDetail({ job: { request, metadata: { order: 7 } } });
  const command = submissionCurl(job, { apiUrl: 'https://api.example', now });
  expect(command).toMatch(/^curl https:\/\/api\.example\/v1\/generations \\\n/);
  const sent =
    execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\n'`)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1) ?? '';
  const { deadline: _over, ...rest } = request;
  expect(JSON.parse(sent)).toEqual({ ...rest, metadata: { order: 7 } });
  expect(GenerationRequest.safeParse(JSON.parse(sent)).success).toBe(true);
});

test('a download names its generation once, and a re-download has its own address', () => {
  const request = { job_id: JOB_ID, generation_request_id: 'g-1', index: 0, size_name: '4k' };
  const download = { ...testDetail().job, type: 'download', request } as unknown as Job;
  const { path, body } = submissionOf(download, now);
  expect([path, body]).toEqual(['/v1/downloads', { job_id: JOB_ID, index: 0, size_name: '4k' }]);
  expect(DownloadRequest.safeParse(body).success).toBe(true);
  expect(submissionOf({ ...download, request: { generated_asset_id: 'a', size_name: '4k' } }, now).path).toBe('/v1/redownloads');
});

test('a webhook with an address that was cut is left out', () => {
  expect(submissionOf(hook('https://a.example/in?…'), now).body).toEqual({ prompt: 'a fox' });
  expect(submissionOf(hook('https://a.example/in'), now).body).toHaveProperty('webhook');
});
