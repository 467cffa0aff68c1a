import { EVENT_FIELDS, EVENT_TIMES, EVENT_USUAL } from '../../redis/constants.ts';
import type { Fields } from '../../redis/fields.ts';

const FIELD_OF = new Map(EVENT_FIELDS.map(([field, letter]) => [letter, field]));
const SEPARATOR = '\u001f';

/** How an event is packed, or a field of it, that only a later version knows. */
export class UnknownPackingError extends Error {
  override readonly name = 'UnknownPackingError';
}

/**
 * The fields of an event of the log, by their names. Events of jobs are packed since format 2, see `pack_job` of event_log.lua. `isLenient`: a field that
 * this version does not know is left out. @throws UnknownPackingError
 */
export function unpackEvent(fields: Fields, { isLenient = false } = {}): Fields {
  const { p: packed, ...head } = fields;
  if (packed === undefined) return fields;
  if (!packed.startsWith('1'))
    throw new UnknownPackingError(`An event is packed in a way that this version does not know: ${packed.slice(0, 1)}`);
  const [first, ...parts] = packed.split(SEPARATOR);
  const writtenMs = Number(first!.slice(1));
  const [type = '', status = ''] = head['event']!.split('.');
  const unpacked: Fields = { ...EVENT_USUAL, ...head, type, status, updated_at: String(writtenMs) };
  for (const part of parts) {
    const field = FIELD_OF.get(part[0]!);
    if (field === undefined && isLenient) continue;
    if (field === undefined) throw new UnknownPackingError(`An event is packed with a field that this version does not know: ${part[0]}`);
    const laterMs = EVENT_TIMES[field];
    unpacked[field] = laterMs === undefined ? readText(part.slice(1)) : readTime(part.slice(1), writtenMs + laterMs);
  }
  return unpacked;
}

function readTime(text: string, fromMs: number): string {
  return text.startsWith('=') ? readText(text.slice(1)) : String(fromMs + Number(text));
}

function readText(text: string): string {
  return text.includes('\u001e') ? text.replaceAll('\u001eb', SEPARATOR).replaceAll('\u001ea', '\u001e') : text;
}
