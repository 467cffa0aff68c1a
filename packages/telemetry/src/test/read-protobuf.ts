/**
 * Reads protobuf by field numbers: what a message of opentelemetry-proto (trace/v1/trace.proto, metrics/v1/metrics.proto) holds is given as a shape. Written for
 * tests, apart from the code that writes, so that both have to agree with the published numbers.
 */
export type Field =
  | 'bytes'
  | 'text'
  | 'varint'
  | 'fixed32'
  | 'fixed64'
  | 'double'
  | 'doubles'
  | 'fixed64s'
  | { each: Shape }
  | { one: Shape };
export type Shape = Record<number, [name: string, field: Field]>;
export type Message = Record<string, unknown>;

export function readProtobuf(bytes: Buffer, shape: Shape): Message {
  const message: Message = {};
  for (const [, [name, field]] of Object.entries(shape)) if (typeof field === 'object' && 'each' in field) message[name] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const part = (length: number): Buffer => {
    at += length;
    if (at > bytes.length) throw new Error('A field is longer than its message');
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    const raw = wire === 0 ? varint() : wire === 1 ? part(8) : wire === 5 ? part(4) : part(Number(varint()));
    const [name, field] = shape[tag >> 3] ?? [];
    if (name === undefined || field === undefined) continue;
    if (typeof field === 'object' && 'each' in field) (message[name] as Message[]).push(readProtobuf(raw as Buffer, field.each));
    else message[name] = typeof field === 'object' ? readProtobuf(raw as Buffer, field.one) : READ[field](raw);
  }
  return message;
}

type Raw = Buffer | bigint;

const READ: Record<Exclude<Field, object>, (raw: Raw) => unknown> = {
  bytes: (raw) => (raw as Buffer).toString('hex'),
  text: (raw) => (raw as Buffer).toString(),
  varint: Number,
  fixed32: (raw) => (raw as Buffer).readUInt32LE(),
  fixed64: (raw) => (raw as Buffer).readBigUInt64LE(),
  double: (raw) => (raw as Buffer).readDoubleLE(),
  doubles: (raw) => eights(raw as Buffer).map((eight) => eight.readDoubleLE()),
  fixed64s: (raw) => eights(raw as Buffer).map((eight) => Number(eight.readBigUInt64LE())),
};

function eights(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / 8 }, (_, n) => bytes.subarray(8 * n, 8 * n + 8));
}

const ANY: Shape = { 1: ['text', 'text'], 2: ['flag', 'varint'], 3: ['whole', 'varint'], 4: ['number', 'double'] };
const ATTRIBUTE: Shape = { 1: ['key', 'text'], 2: ['value', { one: ANY }] };
const RESOURCE: Shape = { 1: ['attributes', { each: ATTRIBUTE }] };
const LINK: Shape = { 1: ['traceId', 'bytes'], 2: ['spanId', 'bytes'] };
const SPAN: Shape = {
  1: ['traceId', 'bytes'],
  2: ['spanId', 'bytes'],
  3: ['traceState', 'text'],
  4: ['parentSpanId', 'bytes'],
  5: ['name', 'text'],
  6: ['kind', 'varint'],
  7: ['start', 'fixed64'],
  8: ['end', 'fixed64'],
  9: ['attributes', { each: ATTRIBUTE }],
  13: ['links', { each: LINK }],
  15: ['status', { one: { 3: ['code', 'varint'] } }],
};

/** ExportTraceServiceRequest. */
export const TRACES: Shape = {
  1: ['resources', { each: { 1: ['resource', { one: RESOURCE }], 2: ['scopes', { each: { 2: ['spans', { each: SPAN }] } }] } }],
};

const NUMBERS: Shape = {
  1: ['points', { each: { 7: ['attributes', { each: ATTRIBUTE }], 4: ['value', 'double'] } }],
  3: ['isMonotonic', 'varint'],
};
const HISTOGRAM: Shape = {
  1: [
    'points',
    {
      each: {
        9: ['attributes', { each: ATTRIBUTE }],
        4: ['count', 'fixed64'],
        5: ['sum', 'double'],
        6: ['counts', 'fixed64s'],
        7: ['ends', 'doubles'],
      },
    },
  ],
  2: ['temporality', 'varint'],
};
const METRIC: Shape = {
  1: ['name', 'text'],
  5: ['gauge', { one: NUMBERS }],
  7: ['sum', { one: NUMBERS }],
  9: ['histogram', { one: HISTOGRAM }],
};

/** ExportMetricsServiceRequest. */
export const METRICS: Shape = {
  1: ['resources', { each: { 1: ['resource', { one: RESOURCE }], 2: ['scopes', { each: { 2: ['metrics', { each: METRIC }] } }] } }],
};
