import { createHash } from 'node:crypto';

import { expect, test } from '@jest/globals';

import { PACKED_DICTIONARY } from '../records/packed/packed-dictionary.ts';
import { unpackTexts } from '../records/packed/packed-job.ts';
import { unpackDeliveriesOf } from './packed-bodies.ts';

/** A packed job as version 0.2.0 has stored it. Jobs are kept for years: whatever this version changes, it reads them. */
const ID = 'job_01a202e0ca6c746ca19359bc1e6c8262';
const HEAD = '1 acme s g mwrptvn0 mwrptwtl n417erwv 3.17';
const PACKED =
  'rdi7TsMwFAbgV4mYSTnHd3tnYGFAlVhYcuWqFgESXSJ1Z0FihQfoc/RNsvAakMSO0sRtOmR0jmVLls//Jako6bHho8Wb92O+9FLaZSvdE/4HrOjLwiljAgUw5hXClilIHwSuqrVHnKYou' +
  'ZS+oN+pDvjklAnmFvbrgci5clM69GgaoaBEhxBTFjKlVBizVIdZlugIKVOKpHug66NG/GgDEsq4kEpHcZJm+cD65vHt3f3D49MoaNVFy5eroFx/BeX6e7t5227K9U/w+/E5TlFzAbNVVL' +
  '2Gny3fF41NA9SuLy7n51dWyIFbNydGFkUxhtYxJ9uFDaeWbUwDOkcwHAzKGZfyAAzETRQzCnIyIkh//2MCG8cC24al7TUOEOIEsVnYKIG8/XgMiMu7di/sjDTUVcMBDD/VJjRR4L+HzV8' +
  'M2G10RaZKY7eihs5IMGwTmmA/ojsdYlevezLJqrXrM6plGkj3kr0+LxcW66oJi/+g/wM=';

const spec =
  '{"request":{"prompt":"A red fox – “été” 狐","webhook":{"url":"https://hooks.example/own"},"project_code":"WINTER","metadata":{"order":7}}}';
const BODY = '{"type":"generation.waiting"}';

test('a job that version 0.2.0 has packed is read', () => {
  const texts = unpackTexts(Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.from(PACKED, 'base64')]));
  expect(texts).toMatchObject({
    spec,
    record: {
      tenant: 'acme',
      status: 'succeeded',
      billing: 'charged',
      created_at: '1795344616044',
      images_expire_at: '1811155816399',
      getty_id: '93a16329-0b34-4888-b4d9-eec9a134882d',
      idempotency: 'abcdefghijkl',
    },
    timeline: [
      '{"at":"2026-11-22T10:50:16.307Z","event":"submitting","call":"generate"}',
      '{"at":"2026-11-22T10:50:17.577Z","event":"succeeded","images":1,"blocked":0,"downloads":0}',
    ],
  });
  expect(JSON.parse(texts.result!)).toMatchObject({ seed: 1, images: [{ index: 0, url: null }] });

  const [waiting, succeeded] = unpackDeliveriesOf(ID, texts);
  expect(waiting).toEqual({
    event: '1795344616500-1',
    head: `generation.waiting job ${ID} acme`,
    body: BODY,
    deliveries: [['0f', 'failed 2 0 - 1795344616501 1795344616900 - 1:500:5,9:-:a https://hooks.example/all']],
    answers: [],
  });
  expect(succeeded).toMatchObject({
    event: '1795344617582-0',
    deliveries: [['job', 'delivered 1 0 - 1795344617590 1795344617641 - 1:200:21: https://hooks.example/own']],
    answers: ['{"receiver":"job","attempt":1,"response":"ok"}'],
  });
  expect(JSON.parse(succeeded!.body)).toMatchObject({
    type: 'generation.succeeded',
    timestamp: '2026-11-22T10:50:17.582Z',
    data: { id: ID, status: 'succeeded', request: { prompt: 'A red fox – “été” 狐' }, metadata: { order: 7 } },
  });
});

test('the dictionary of packed jobs never changes: none of them could be read without it', () => {
  const sha256 = createHash('sha256').update(PACKED_DICTIONARY).digest('hex');
  expect(sha256).toBe('fd67ecffdde1dfe15e1fb1baade4237fe5432feea3e4e4c0b2e20034c95607a6');
});
