import { execFileSync } from 'node:child_process';

import { describe, expect, test } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { openTelemetry, type Problem } from './open-telemetry.ts';
import type { SamplerName, TelemetrySettings } from './telemetry-settings.ts';
import { METRICS, readProtobuf, TRACES, type Message } from './test/read-protobuf.ts';
import { startReceiver, type Received, type Receiver } from './test/receiver.ts';

const ABOUT = { app: 'worker', version: '1.2.3', host: 'here', pid: 7 };
const CALLER = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'vendor=opaque' };
const UNSAMPLED = { traceparent: CALLER.traceparent.replace(/01$/, '00') };

function settingsFor(
  { url }: Pick<Receiver, 'url'>,
  { sampler = 'parentbased_always_on', ratio = 1 }: { sampler?: SamplerName; ratio?: number } = {},
): TelemetrySettings {
  const signal = { headers: { 'x-key': 'k' }, protocol: 'http/protobuf' as const };
  return {
    traces: { url: `${url}/v1/traces`, ...signal, sampler, ratio },
    metrics: { url: `${url}/v1/metrics`, ...signal, everyMs: 3_600_000 },
    timeoutMs: 600_000,
    compression: 'none',
    caFile: undefined,
    buffer: { most: 2_048, atOnce: 512, forMs: 3_600_000 },
    serviceName: undefined,
    attributes: { 'deployment.environment.name': 'test' },
  };
}

const unexpected = (problem: Problem) => {
  throw new Error('A problem that this test does not expect', { cause: problem });
};

const readFromRedis = () => unexpected({ of: 'metrics', times: 1, error: 'read from Redis' });

async function open(receiver: Receiver, given?: Parameters<typeof settingsFor>[1]) {
  const telemetry = await openTelemetry(settingsFor(receiver, given), ABOUT, unexpected);
  return { ...telemetry!, tracing: telemetry!.tracing! };
}

type Span = Message & { name: string; traceId: string; spanId: string; parentSpanId?: string; links: Message[]; attributes: Message[] };

/** The spans that arrived, by name. */
function spansOf({ received }: Receiver): Map<string, Span> {
  const spans = received
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => partsOf<Span>(readProtobuf(body, TRACES), 'spans'));
  return new Map(spans.map((span) => [span.name, span]));
}

function partsOf<Part>(request: Message, name: string): Part[] {
  const resources = request['resources'] as { scopes: Record<string, Part[]>[] }[];
  return resources.flatMap(({ scopes }) => scopes.flatMap((scope) => scope[name] ?? []));
}

function plain(attributes: Message[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value as object)[0] as unknown]));
}

describe('spans', () => {
  test('arrive with ids, parents, kinds, attributes and statuses, in protobuf', async () => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver);
    const server = tracing.start({ name: 'POST', kind: 'server', attributes: { 'http.request.method': 'POST', none: undefined } }, CALLER);
    const inner = server.run(() => tracing.active()!.child({ name: 'inner', kind: 'client', startedAt: Date.now() - 250 }));
    inner.end({ error: 'ThrottledError' });
    server.end({ name: 'POST /v1/generations', attributes: { 'http.response.status_code': 202 } });
    await stop();

    const spans = spansOf(receiver);
    const [outer, below] = [spans.get('POST /v1/generations')!, spans.get('inner')!];
    expect(outer).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      kind: 2,
      traceState: 'vendor=opaque',
    });
    expect(plain(outer.attributes)).toEqual({ 'http.request.method': 'POST', 'http.response.status_code': 202 });
    expect(below).toMatchObject({ traceId: outer.traceId, parentSpanId: outer.spanId, kind: 3, status: { code: 2 } });
    expect(plain(below.attributes)).toEqual({ 'error.type': 'ThrottledError' });
    expect(Number((below['end'] as bigint) - (below['start'] as bigint))).toBeGreaterThanOrEqual(250e6);
    expect(receiver.received[0]!.headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'x-key': 'k' });
    const [{ resource }] = readProtobuf(bodyOf(receiver, '/v1/traces'), TRACES)['resources'] as [{ resource: { attributes: Message[] } }];
    expect(plain(resource.attributes)).toMatchObject({
      'service.name': 'darkroom-worker',
      'service.version': '1.2.3',
      'darkroom.app': 'worker',
      'deployment.environment.name': 'test',
    });
  });

  test('are known to what runs below them, and to log lines', async () => {
    await using receiver = await startReceiver();
    const { tracing, logFields, stop } = await open(receiver);
    const span = tracing.start({ name: 'a', kind: 'consumer' });
    expect([logFields(), tracing.active()]).toEqual([undefined, undefined]);
    const found = await span.run(async () => {
      await Promise.resolve();
      return [logFields(), tracing.active() === span];
    });
    const [, trace_id, span_id] = span.context.traceparent.split('-');
    expect(found).toEqual([{ trace_id, span_id }, true]);
    await stop();
  });

  test('of an unsampled trace are not sent, but a place in them is carried on if a caller gave it', async () => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver, { sampler: 'parentbased_always_off' });
    const given = tracing.start({ name: 'given', kind: 'server' }, UNSAMPLED);
    const child = given.child({ name: 'child', kind: 'producer' });
    expect(child.kept?.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    const ours = tracing.start({ name: 'ours', kind: 'server' });
    expect([ours.kept, ours.child({ name: 'child', kind: 'producer' }).kept]).toEqual([undefined, undefined]);
    for (const span of [given, child, ours]) span.end();
    await stop();
    expect(spansOf(receiver).size).toBe(0);
  });

  test.each([
    ['01', 1],
    ['00', 0],
  ])('that begin a linked trace are sampled as what they are linked to (%s)', async (flags, count) => {
    await using receiver = await startReceiver();
    // By itself, this sampler would take the one and drop the other the other way round.
    const { tracing, stop } = await open(receiver, { sampler: flags === '01' ? 'parentbased_always_off' : 'parentbased_always_on' });
    const batch = tracing.start({ name: 'batch', kind: 'producer' }, { traceparent: CALLER.traceparent.replace(/01$/, flags) });
    const job = batch.linked({ name: 'job', kind: 'producer' });
    expect(job.kept?.traceparent).toMatch(new RegExp(`-${flags}$`));
    job.end();
    await stop();
    const sent = spansOf(receiver);
    expect(sent.size).toBe(count);
    const [, traceId, spanId] = batch.context.traceparent.split('-');
    for (const span of sent.values()) {
      expect([span.parentSpanId, span.links]).toEqual([undefined, [{ traceId, spanId }]]);
      expect(span.traceId).not.toBe(traceId);
    }
  });

  test.each([
    ['too long', `00-${'a'.repeat(1_000_000)}-00f067aa0ba902b7-01`],
    ['no hex', CALLER.traceparent.replaceAll('4', 'g')],
    ['upper case', CALLER.traceparent.toUpperCase()],
    ['no trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['no span', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
    ['version ff', CALLER.traceparent.replace(/^00/, 'ff')],
    ['two of them', `${CALLER.traceparent}, ${CALLER.traceparent}`],
    ['empty', ''],
  ])('begin a trace of their own where the given place is invalid: %s', async (_why, traceparent) => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver);
    const span = tracing.start({ name: 'a', kind: 'server' }, { traceparent, tracestate: 'vendor=opaque' });
    expect(span.context).toEqual({ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) });
    expect(span.context.traceparent).not.toContain('4bf92f3577b34da6a3ce929d0e0e4736');
    await stop();
  });

  test('keep a long or strange tracestate within the bounds of the specification', async () => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver);
    const tracestate = `${Array.from({ length: 200 }, (_, n) => `k${n}=${'v'.repeat(10)}`).join(',')},=,no pair,UPPER=1`;
    const { context } = tracing.start({ name: 'a', kind: 'server' }, { traceparent: CALLER.traceparent, tracestate });
    expect((context.tracestate ?? '').length).toBeLessThanOrEqual(512);
    expect(context.tracestate ?? '').not.toMatch(/no pair|UPPER/);
    await stop();
  });
});

describe('spans that may be left out', () => {
  test('are sent with all below them once they have ended, or not at all, with the times at which they ended', async () => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver);
    const stint = tracing.start({ name: 'stint', kind: 'internal', mayBeLeftOut: true });
    for (const [name, leaveOut] of [
      ['dull', true],
      ['shown', false],
    ] as const) {
      const step = stint.child({ name, kind: 'internal', mayBeLeftOut: true });
      const call = step.child({ name: `call of ${name}`, kind: 'client' });
      const late = step.child({ name: `late in ${name}`, kind: 'client' });
      call.end();
      step.end({ leaveOut });
      late.end();
    }
    const dull = tracing.start({ name: 'dull root', kind: 'internal', mayBeLeftOut: true });
    dull.child({ name: 'below', kind: 'client', mayBeLeftOut: true }).end();
    dull.end({ leaveOut: true });
    stint.end();
    await stop();
    const spans = spansOf(receiver);
    expect([...spans.keys()].toSorted()).toEqual(['call of shown', 'late in shown', 'shown', 'stint']);
    expect(Number(spans.get('call of shown')!['end'])).toBeLessThanOrEqual(Number(spans.get('shown')!['end']));
    for (const { start, end } of spans.values()) expect(Number(end)).toBeGreaterThanOrEqual(Number(start));
  });

  test('a step in another trace refers to what caused it, and is sampled as that trace', async () => {
    await using receiver = await startReceiver();
    const { tracing, stop } = await open(receiver);
    const request = tracing.start({ name: 'request', kind: 'server' });
    request.causeAt(CALLER, { name: 'there', kind: 'producer' }).end();
    request.causeAt(UNSAMPLED, { name: 'unsampled', kind: 'producer' }).end();
    request.end();
    await stop();
    const spans = spansOf(receiver);
    expect([...spans.keys()].toSorted()).toEqual(['request', 'there']);
    const { traceId, spanId } = spans.get('request')!;
    expect(spans.get('there')).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      links: [{ traceId, spanId }],
    });
  });
});

describe('metrics', () => {
  test('are those of the registry, in protobuf; at the end without those that are read from elsewhere', async () => {
    await using receiver = await startReceiver();
    const registry = new Registry();
    const registers = [registry];
    const histogram = new Histogram({ name: 'seconds', help: 'h', labelNames: ['outcome'], buckets: [1, 5], registers });
    for (const value of [0.5, 0.7, 3, 9]) histogram.observe({ outcome: 'ok' }, value);
    histogram.observe({ outcome: 'failed' }, 2);
    new Counter({ name: 'calls_total', help: 'c', labelNames: ['kind'], registers }).inc({ kind: 'poll' }, 3);
    new Gauge({ name: 'waiting', help: 'g', registers }).set(4);
    registry.registerMetric(new Gauge({ name: 'read_from_redis', help: 'g', registers: [], collect: readFromRedis }));
    const { exportMetrics, stop } = await open(receiver);
    exportMetrics(registry);
    await stop();

    type Metric = { name: string } & Record<'gauge' | 'sum' | 'histogram', { points: (Message & { attributes: Message[] })[] } & Message>;
    const metrics = partsOf<Metric>(readProtobuf(bodyOf(receiver, '/v1/metrics'), METRICS), 'metrics');
    const named = Object.fromEntries(metrics.map((metric) => [metric.name, metric]));
    expect(Object.keys(named).toSorted()).toEqual(['calls_total', 'seconds', 'waiting']);
    expect(named['calls_total']!.sum).toMatchObject({ isMonotonic: 1, points: [{ value: 3 }] });
    expect(plain(named['calls_total']!.sum.points[0]!.attributes)).toEqual({ app: 'worker', kind: 'poll' });
    expect(named['waiting']!.gauge.points).toMatchObject([{ value: 4 }]);
    const { points, temporality } = named['seconds']!.histogram;
    expect([temporality, points.map(({ attributes }) => plain(attributes)['outcome'])]).toEqual([2, ['ok', 'failed']]);
    expect(points[0]).toMatchObject({ count: 4n, sum: 13.2, counts: [2, 1, 1], ends: [1, 5] });
    expect(points[1]).toMatchObject({ count: 1n, sum: 2, counts: [0, 1, 0] });
  });
});

describe('a receiver', () => {
  test('that never answers does not keep a process from stopping', async () => {
    await using receiver = await startReceiver({ answers: false });
    // Only to end soon after the stop: the exporter gives up then.
    const telemetry = await openTelemetry({ ...settingsFor(receiver), timeoutMs: 4_000 }, ABOUT, () => undefined);
    telemetry!.tracing!.start({ name: 'a', kind: 'server' }).end();
    await telemetry!.stop();
    expect(receiver.received.length).toBeGreaterThan(0);
  });

  test('that is away is reported', async () => {
    const receiver = await startReceiver();
    await receiver[Symbol.asyncDispose]();
    const problems: Problem[] = [];
    const settings = { ...settingsFor(receiver), timeoutMs: 100 };
    const telemetry = await openTelemetry(settings, ABOUT, (problem) => void problems.push(problem));
    telemetry!.tracing!.start({ name: 'a', kind: 'server' }).end();
    await telemetry!.stop();
    expect(problems.map(({ of, times }) => [of, times])).toContainEqual(['traces', 1]);
  });
});

test('without settings nothing of OpenTelemetry is loaded, with settings it is', async () => {
  expect(loadedBy('undefined')).toBe(0);
  expect(loadedBy(JSON.stringify(settingsFor({ url: 'http://127.0.0.1:9' })))).toBeGreaterThan(5);
});

function bodyOf({ received }: { received: Received[] }, wanted: string): Buffer {
  return received.find(({ path }) => path === wanted)!.body;
}

/** How many modules of OpenTelemetry a new process loads that starts telemetry with these settings. */
function loadedBy(settings: string): number {
  const script = `
    import { registerHooks } from 'node:module';
    let count = 0;
    registerHooks({ resolve: (name, context, next) => { if (name.startsWith('@opentelemetry/')) count++; return next(name, context); } });
    const { openTelemetry } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    await openTelemetry(${settings}, ${JSON.stringify(ABOUT)}, () => {});
    console.log(count);
    process.exit();`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}
