import type { ReceivedSpan } from './servers/otlp-receiver.ts';

/** Spans of one trace as text: when each began, how long it lasted, in which process, and below each what it caused. */
export function drawTrace(spans: readonly ReceivedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  const rows = inOrder(roots).flatMap((root) => drawBelow(spans, root, { startMs, lead: '', branch: '' }));
  const width = Math.max(...rows.map(({ text }) => text.length));
  return rows.map(({ at, took, app, text, shows }) => `${at} ${took}  ${app} ${text.padEnd(width)}  ${shows}`.trimEnd()).join('\n');
}

type Row = { at: string; took: string; app: string; text: string; shows: string };

function drawBelow(
  spans: readonly ReceivedSpan[],
  span: ReceivedSpan,
  { startMs, lead, branch }: { startMs: number; lead: string; branch: string },
): Row[] {
  const below = inOrder(spans.filter(({ parentSpanId }) => parentSpanId === span.spanId));
  const row: Row = {
    at: seconds(span.startMs - startMs).padStart(9),
    took: milliseconds(span.endMs - span.startMs).padStart(9),
    app: String(span.resource['darkroom.app']).padEnd(9),
    text: `${branch}${span.name}`,
    shows: describe(span, startMs),
  };
  const rows = below.flatMap((child, index) => {
    const isLast = index === below.length - 1;
    return drawBelow(spans, child, { startMs, lead: `${lead}${isLast ? '   ' : '│  '}`, branch: `${lead}${isLast ? '└─ ' : '├─ '}` });
  });
  return [row, ...rows];
}

const inOrder = (spans: readonly ReceivedSpan[]) => spans.toSorted((a, b) => a.startMs - b.startMs);

/** What a reader of a trace looks for first. */
function describe({ attributes: given, status, links }: ReceivedSpan, startMs: number): string {
  const attributes = given as Record<string, string | number | undefined>;
  const { 'darkroom.again_at': again, 'darkroom.poll': poll, 'darkroom.attempt': attempt } = attributes;
  const parts = [
    attributes['http.response.status_code'],
    attributes['darkroom.outcome'],
    poll !== undefined && `poll ${poll}`,
    attempt !== undefined && attempt !== 1 && `try ${attempt}`,
    again !== undefined && `next at ${seconds(Date.parse(`${again}`) - startMs)}`,
    status === 2 && `failed: ${attributes['error.type']}`,
    links.length > 0 && 'refers to another trace',
  ];
  return parts.filter((part) => part !== undefined && part !== false).join(', ');
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(3)} s`;
const milliseconds = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
