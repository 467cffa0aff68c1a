import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A span as it arrived. Kinds and statuses are the numbers of OTLP: 2 server, 3 client, 4 producer, 5 consumer; 0 unset, 2 error. */
export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  /** undefined: the root of its trace. */
  parentSpanId: string | undefined;
  name: string;
  kind: number;
  startMs: number;
  endMs: number;
  status: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  traceState: string | undefined;
  /** The attributes of the process. */
  resource: Record<string, unknown>;
};

export type ReceivedMetric = { name: string; data: Record<string, unknown>; resource: Record<string, unknown> };

export type OtlpReceiver = AsyncDisposable & {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string;
  spans: ReceivedSpan[];
  metrics: ReceivedMetric[];
  requests: { path: string; headers: IncomingMessage['headers']; body: Buffer }[];
  /** From now on it answers with this status. */
  answer(status: number): void;
};

/**
 * A receiver of OTLP over HTTP, as a collector has it: takes `/v1/traces` and `/v1/metrics`. It reads JSON by the published schema, strictly, and keeps
 * protobuf as bytes.
 */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metrics: ReceivedMetric[] = [];
  const requests: OtlpReceiver['requests'] = [];
  let status = 200;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    const isJson = request.headers['content-type'] === 'application/json';
    if (status === 200 && isJson && request.url === '/v1/traces') spans.push(...readSpans(JSON.parse(body.toString())));
    if (status === 200 && isJson && request.url === '/v1/metrics') metrics.push(...readMetrics(JSON.parse(body.toString())));
    response.writeHead(status, { 'content-type': request.headers['content-type'] ?? 'text/plain' }).end(isJson ? '{}' : '');
  };
  const server = createServer((request, response) => void handle(request, response).catch(() => request.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    requests,
    answer: (next) => void (status = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Resource = { attributes: KeyValue[] };
type KeyValue = { key: string; value: AnyValue };
type AnyValue = { stringValue?: string; boolValue?: boolean; intValue?: number | string; doubleValue?: number };

type TraceRequest = {
  resourceSpans: {
    resource: Resource;
    scopeSpans: {
      spans: {
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        traceState?: string;
        name: string;
        kind: number;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
        attributes: KeyValue[];
        links?: { traceId: string; spanId: string }[];
        status: { code?: number };
      }[];
    }[];
  }[];
};

function readSpans(request: TraceRequest): ReceivedSpan[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span): ReceivedSpan => ({
        traceId: hex(span.traceId, 32),
        spanId: hex(span.spanId, 16),
        parentSpanId: span.parentSpanId ? hex(span.parentSpanId, 16) : undefined,
        name: span.name,
        kind: span.kind,
        startMs: milliseconds(span.startTimeUnixNano),
        endMs: milliseconds(span.endTimeUnixNano),
        status: span.status.code ?? 0,
        attributes: readAttributes(span.attributes),
        links: (span.links ?? []).map((link) => ({ traceId: hex(link.traceId, 32), spanId: hex(link.spanId, 16) })),
        traceState: span.traceState || undefined,
        resource: readAttributes(resource.attributes),
      })),
    ),
  );
}

type MetricsRequest = {
  resourceMetrics: { resource: Resource; scopeMetrics: { metrics: ({ name: string } & Record<string, unknown>)[] }[] }[];
};

function readMetrics(request: MetricsRequest): ReceivedMetric[] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ name, ...data }) => ({ name, data, resource: readAttributes(resource.attributes) })),
    ),
  );
}

function readAttributes(attributes: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]));
}

function readValue({ stringValue, boolValue, intValue, doubleValue }: AnyValue): unknown {
  return stringValue ?? boolValue ?? (intValue === undefined ? doubleValue : Number(intValue));
}

function hex(text: string, digits: number): string {
  if (!new RegExp(`^[0-9a-f]{${digits}}$`).test(text) || /^0+$/.test(text)) throw new Error(`${text} is no id of ${digits} digits`);
  return text;
}

function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000n) / 1_000;
}
