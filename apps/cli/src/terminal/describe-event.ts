import type { StreamEvent } from '@darkroom/client';

import type { World } from '../world.ts';
import { describeBill, describeState } from './describe-job.ts';
import { painter, type Style } from './text.ts';

const STYLES: [string, Style][] = [
  ['.succeeded', 'green'],
  ['.failed', 'red'],
  ['.held', 'yellow'],
  ['.expired', 'red'],
  ['.exhausted', 'yellow'],
];

/** An event in a line. */
export function describeEvent({ id, type, timestamp, data }: StreamEvent, world: World): string {
  const paint = painter(world.stdout, world.env);
  const time = timestamp.slice('2026-11-22T'.length, '2026-11-22T12:00:00'.length);
  const style = STYLES.find(([end]) => type.endsWith(end))?.[1];
  const subject = data === null ? 'events were missed: read your jobs again' : describeSubject(data);
  return `${time}  ${style ? paint(style, type) : type}  ${subject}  ${paint('dim', id)}`;
}

function describeSubject(data: NonNullable<StreamEvent['data']>): string {
  switch (data.object) {
    case 'job':
      return `${data.id}  ${describeState(data)}; ${describeBill(data)}`;
    case 'batch':
      return `${data.id}  ${data.ended} of ${data.accepted} ended`;
    case 'endpoint':
      return `${data.id}  ${data.status}`;
    case 'budget':
      return `${data.id}  ${data.left} of ${data.limit} left`;
    case 'reconciliation':
      return `${data.id}  ${data.counts.different + data.counts.getty_only + data.counts.ours_only} differences`;
  }
}
