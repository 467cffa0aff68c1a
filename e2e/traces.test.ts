import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@jest/globals';
import { drawTrace, otlpReceiver, waitFor, type OtlpReceiver } from '@darkroom/testkit';

import { API_KEY, startSystem, type System } from './system.ts';

/** The trace of a caller, as its own tools have made it. */
const CALLER = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
const PROMPT = 'a prompt that nobody may read in a trace';

const settingsOf = (receiver: OtlpReceiver) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-otlp-token=receivers-token-4711',
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_METRIC_EXPORT_INTERVAL: '500',
});

type Headers = Record<string, string>;

async function post(system: System, { path = '/v1/generations', body, headers = {} }: { path?: string; body: object; headers?: Headers }) {
  const answer = await fetch(`${system.processes.api.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(202);
  return (await answer.json()) as { id: string };
}

const PAGE = new URL('../docs/operations/tracing.md', import.meta.url);
/** The drawn trace in the page. */
const EXAMPLE = /(?<=<!-- a trace, drawn by e2e\/traces.test.ts -->\n\n```\n)[^`]*(?=```)/;

/** What a drawn trace shows, without its times: each line once, since polls repeat, and sorted, since webhook and archive begin together. */
function shapeOf(drawn: string): string[] {
  const lines = drawn
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/^ *[\d.]+ s +[\d.]+ ms +/, '')
        .replaceAll(/[│├└─]/g, '')
        .replaceAll(/\d+\.\d+ s/g, '… s')
        .replace(/poll \d+/, 'poll n')
        .replaceAll(/ +/g, ' '),
    );
  return [...new Set(lines)].toSorted();
}

test('a job is one trace, from the request of its caller over every pass and call to Getty to the webhook, which carries it on', async () => {
  await using otlp = await otlpReceiver();
  await using archive = await mkdtempDisposable(join(tmpdir(), 'traces-'));
  await using system = await startSystem({
    all: { ...settingsOf(otlp), ARCHIVE_URL: pathToFileURL(archive.path).href },
    simulator: { SIMULATOR_GENERATION_DURATION: '5s', SIMULATOR_DOWNLOAD_DURATION: '500ms' },
  });
  const { id } = await post(system, {
    body: {
      prompt: PROMPT,
      download: { size_name: '1k', images: [0] },
      webhook: { url: `${system.receiver.url}/path-of-a-receiver`, events: ['generation.succeeded', 'download.succeeded'] },
    },
    headers: { traceparent: `00-${CALLER.trace}-${CALLER.span}-01`, tracestate: 'vendor=opaque' },
  });
  await system.ended(id);
  const webhook = await system.receiver.waitForEvent('generation.succeeded');
  const spansOf = () => otlp.spans.filter(({ traceId }) => traceId === CALLER.trace);
  const before = await readFile(PAGE, 'utf8');
  for (const name of ['deliver generation.succeeded', 'deliver download.succeeded', 'archive download', 'POST /v1/generations']) {
    await waitFor(() => spansOf().some((span) => span.name === name), { what: `the span ${name}` });
  }
  // Every span has its parent: one tree, below the caller's own span. A span is sent when it ends, so its parent comes later.
  const withoutParent = () => {
    const ids = new Set(spansOf().map(({ spanId }) => spanId));
    return spansOf().filter(({ parentSpanId }) => parentSpanId !== CALLER.span && !ids.has(parentSpanId ?? ''));
  };
  await waitFor(() => withoutParent().length === 0, { what: 'every span to have its parent' });
  const missing = () => {
    const drawn = shapeOf(drawTrace(spansOf()));
    return shapeOf(EXAMPLE.exec(before)![0]).filter((line) => !drawn.includes(line));
  };
  if (process.env['WRITE_TRACE'] === undefined) await waitFor(() => missing().length === 0, { what: 'every line of the page' });
  const spans = spansOf();
  if (process.env['WRITE_TRACE'] !== undefined) await writeFile(PAGE, before.replace(EXAMPLE, `${drawTrace(spans)}\n`));
  const page = await readFile(PAGE, 'utf8');
  expect(shapeOf(drawTrace(spans))).toEqual(shapeOf(EXAMPLE.exec(page)![0]));

  // The webhook carries the trace on, from the span of its own request.
  const delivery = spans.find(({ name }) => name === 'deliver generation.succeeded')!;
  const request = spans.find(({ parentSpanId }) => parentSpanId === delivery.spanId)!;
  expect(webhook.headers['traceparent']).toBe(`00-${CALLER.trace}-${request.spanId}-01`);
  expect(webhook.headers['tracestate']).toBe('vendor=opaque');
  expect(spans.filter(({ attributes }) => attributes['messaging.message.id'] === id).length).toBeGreaterThanOrEqual(3);
  expect([...new Set(spans.map(({ resource }) => String(resource['service.name'])))].toSorted()).toEqual([
    'darkroom-api',
    'darkroom-notifier',
    'darkroom-worker',
  ]);
  expect(spans.filter(({ status }) => status === 2)).toEqual([]);

  // A later call about the job is in the trace of its own request, which leads to that of the job.
  const canceled = await fetch(`${system.processes.api.url}/v1/jobs/${id}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  expect(canceled.status).toBe(409);
  const cancel = await waitFor(() => otlp.spans.find(({ name }) => name === 'POST /v1/jobs/:id/cancel'), {
    what: 'the span of the cancel',
  });
  const acceptance = spans.find(({ name }) => name === 'accept generation')!;
  expect([cancel.traceId === CALLER.trace, cancel.links]).toEqual([false, [{ traceId: CALLER.trace, spanId: acceptance.spanId }]]);
  expect(cancel).toMatchObject({ status: 0, attributes: { 'http.response.status_code': 409, 'darkroom.problem': 'already_finished' } });

  // Nothing of the contents, no secret, no address.
  const sent = otlp.requests.map(({ body }) => body.toString()).join('\n');
  for (const hidden of [
    PROMPT,
    API_KEY,
    'e2e-getty-key',
    'e2e-getty-secret',
    'path-of-a-receiver',
    'whsec_',
    'receivers-token',
    'Bearer',
  ]) {
    expect(sent).not.toContain(hidden);
  }
  expect(otlp.requests[0]!.headers['x-otlp-token']).toBe('receivers-token-4711');

  // Log lines of the work have its ids.
  const line = await system.processes.workers[0]!.waitForLog(({ msg, job_id }) => msg === 'pass.ended' && job_id === id);
  expect(line).toMatchObject({ trace_id: CALLER.trace, span_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(await system.processes.api.waitForLog(({ msg, trace_id }) => msg === 'http.request' && trace_id === CALLER.trace)).toBeDefined();

  // The metrics are those that Prometheus reads.
  const metric = await waitFor(() => otlp.metrics.findLast(({ name }) => name === 'darkroom_submissions_total'), { what: 'the metrics' });
  expect(metric.data).toMatchObject({ sum: { isMonotonic: true, dataPoints: [{ asDouble: 1 }] } });

  // A download that is made from it has its own trace, which leads there, too.
  const { id: madeFrom } = await post(system, { path: '/v1/downloads', body: { job_id: id, index: 1, size_name: '1k' } });
  const made = await waitFor(
    () => otlp.spans.find((span) => span.name === 'accept download' && span.attributes['messaging.message.id'] === madeFrom),
    {
      what: 'the acceptance of the second download',
    },
  );
  expect([made.traceId === CALLER.trace, made.links]).toEqual([false, [{ traceId: CALLER.trace, spanId: acceptance.spanId }]]);

  // An action that takes effect is a step in the trace of its job, and both refer to each other.
  const later = await post(system, { body: { prompt: PROMPT, run_at: new Date(Date.now() + 3_600_000).toISOString() } });
  expect((await system.call(`/v1/jobs/${later.id}/cancel`, { method: 'POST' })).status).toBe(200);
  const step = await waitFor(() => otlp.spans.find(({ name }) => name === 'cancel generation'), { what: 'the step of the cancel' });
  const request200 = await waitFor(() => otlp.spans.find(({ spanId }) => spanId === step.links[0]?.spanId), { what: 'its request' });
  expect([step.attributes['messaging.message.id'], request200.name]).toEqual([later.id, 'POST /v1/jobs/:id/cancel']);
  expect(request200.links.map(({ traceId }) => traceId)).toEqual([step.traceId]);
});

test('a batch begins a trace for each job, linked to its own; chained downloads stay in that of their generation', async () => {
  await using otlp = await otlpReceiver();
  await using system = await startSystem({
    all: settingsOf(otlp),
    simulator: { SIMULATOR_GENERATION_DURATION: '0ms', SIMULATOR_DOWNLOAD_DURATION: '0ms' },
  });
  const job = { type: 'generation', prompt: 'a fox', download: { size_name: '1k', images: [0] } };
  const traceparent = `00-${CALLER.trace}-${CALLER.span}-01`;
  const webhook = { url: system.receiver.url, events: ['*'] };
  await post(system, { path: '/v1/batches', body: { jobs: [job, job], webhook }, headers: { traceparent } });
  const completed = await system.receiver.waitForEvent('batch.completed');
  await waitFor(() => system.receiver.received.filter(({ body }) => body.type === 'download.succeeded').length === 2, {
    what: 'both downloads',
  });
  const accepted = (type: string) => otlp.spans.filter(({ name }) => name === `accept ${type}`);
  await waitFor(() => accepted('generation').length === 2 && accepted('download').length === 2 && accepted('batch').length === 1, {
    what: 'the spans of the acceptances',
  });
  const [batch] = accepted('batch');
  expect(batch).toMatchObject({ traceId: CALLER.trace, attributes: { 'messaging.batch.message_count': 2 } });
  expect(completed.headers['traceparent']).toContain(CALLER.trace);
  const traces = accepted('generation').map(({ traceId, parentSpanId, links }) => {
    expect([parentSpanId, links]).toEqual([undefined, [{ traceId: CALLER.trace, spanId: batch!.spanId }]]);
    return traceId;
  });
  expect(new Set([...traces, CALLER.trace]).size).toBe(3);
  expect(
    accepted('download')
      .map(({ traceId }) => traceId)
      .toSorted(),
  ).toEqual(traces.toSorted());
});

test('a caller that does not sample is not sent, and its trace is carried on; invalid headers are ignored', async () => {
  await using otlp = await otlpReceiver();
  await using system = await startSystem({ all: settingsOf(otlp), simulator: { SIMULATOR_GENERATION_DURATION: '0ms' } });
  const body = { prompt: 'a fox', webhook: { url: system.receiver.url } };
  const headersOfWebhook = async (headers: Headers): Promise<Headers> => {
    const { id } = await post(system, { body, headers });
    return (await system.receiver.waitForEvent((received) => received.body.data.id === id)).headers;
  };
  const unsampled = await headersOfWebhook({ traceparent: `00-${CALLER.trace}-${CALLER.span}-00` });
  expect(unsampled['traceparent']).toMatch(new RegExp(`^00-${CALLER.trace}-[0-9a-f]{16}-00$`));

  const hostile = [
    'x'.repeat(8_000),
    `00-${'g'.repeat(32)}-${CALLER.span}-01`,
    `00-${'0'.repeat(32)}-${CALLER.span}-01`,
    `ff-${CALLER.trace}-${CALLER.span}-01`,
    `00-${CALLER.trace}-${CALLER.span}-01, 00-${CALLER.trace}-${CALLER.span}-01`,
  ];
  const tracestate = Array.from({ length: 100 }, (_, n) => `k${n}=${'v'.repeat(20)}`).join(',');
  for (const carried of await Promise.all(hostile.map((traceparent) => headersOfWebhook({ traceparent, tracestate })))) {
    expect(carried['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(carried['traceparent']).not.toContain(CALLER.trace);
    expect(carried['tracestate']).toBeUndefined();
  }
  expect(otlp.spans.filter(({ traceId }) => traceId === CALLER.trace)).toEqual([]);
});

test('a receiver that is away hurts nothing, and a stop does not wait for it', async () => {
  const otlp = await otlpReceiver();
  otlp.answer(503);
  await using system = await startSystem({
    all: { ...settingsOf(otlp), OTEL_EXPORTER_OTLP_TIMEOUT: '300' },
    simulator: { SIMULATOR_GENERATION_DURATION: '0ms' },
  });
  const { id } = await post(system, { body: { prompt: 'a fox' } });
  expect(await system.ended(id)).toMatchObject({ status: 'succeeded' });
  await otlp[Symbol.asyncDispose]();
  const again = await post(system, { body: { prompt: 'a fox' } });
  expect(await system.ended(again.id)).toMatchObject({ status: 'succeeded' });
  const { api, notifier, workers } = system.processes;
  await workers[0]!.waitForLog((line) => line.msg === 'telemetry.not_sent' && line['of'] === 'traces');
  const ended = await Promise.all([api, notifier, ...workers].map((process) => process.stop()));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const process of [api, notifier, ...workers]) {
    for (const kind of ['traces', 'metrics']) {
      expect(process.logs().filter((line) => line.msg === 'telemetry.not_sent' && line['of'] === kind).length).toBeLessThanOrEqual(1);
    }
  }
});
