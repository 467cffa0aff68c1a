import { z } from 'zod';

import type { Operations } from '../operation.ts';

const Version = z.string().describe('The version of Darkroom that answers.');
const Health = z.strictObject({ status: z.literal('ok'), version: Version });
const Readiness = z.looseObject({ ready: z.boolean().describe('Whether it can take jobs now.'), version: Version });

export const serviceOperations: Operations = {
  'GET /healthz': {
    id: 'getHealth',
    tag: 'Service',
    scope: 'open',
    summary: 'Whether the process is alive',
    answers: {
      200: { says: 'It is.', json: Health, examples: { alive: { summary: 'Alive', value: { status: 'ok', version: '0.3.0' } } } },
    },
  },
  'GET /readyz': {
    id: 'getReadiness',
    tag: 'Service',
    scope: 'open',
    summary: 'Whether it can take jobs',
    description: 'Looks at Redis: reachable, writable, evicting nothing, and how durable. What it found stands beside `ready`.',
    answers: {
      200: { says: 'It can.', json: Readiness, examples: { ready: { summary: 'Ready', value: { ready: true, version: '0.3.0' } } } },
      503: {
        says: 'It cannot; what is wrong stands in the body.',
        json: Readiness,
        examples: { away: { summary: 'Not ready', value: { ready: false, version: '0.3.0' } } },
      },
    },
  },
  'GET /metrics': {
    id: 'getMetrics',
    tag: 'Service',
    scope: 'open',
    summary: 'Figures for Prometheus',
    answers: { 200: { says: 'All figures of this process.', text: { 'text/plain': 'darkroom_jobs{status="queued",app="api"} 2\n' } } },
  },
  'GET /openapi.json': {
    id: 'getDescription',
    tag: 'Service',
    scope: 'open',
    summary: 'This description',
    answers: {
      200: {
        says: 'The OpenAPI 3.1 document that you are reading.',
        headers: { ETag: 'always' },
        json: z.looseObject({ openapi: z.string() }),
        examples: { document: { summary: 'Its first lines', value: { openapi: '3.1.0', info: { title: 'Darkroom' } } } },
      },
      304: { says: 'It is still what you have.', headers: { ETag: 'always' } },
    },
  },
};
