import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { DownloadResult, GenerationResult } from '@darkroom/contracts';

import { toFields, type Fields } from '../../redis/fields.ts';
import { PACKED_DICTIONARY } from './packed-dictionary.ts';

/**
 * A job that ended a day ago is packed: one value instead of a hash and several texts, a tenth of the size. The value is a head, which Lua
 * reads, a line break, and the texts, compressed. Nothing of them is lost but URLs that have expired.
 */
export type JobTexts = {
  /** The fields of its hash. */
  record: Fields;
  /** The request, as JSON. */
  spec: string;
  /** The result, as JSON; null without one. */
  result: string | null;
  /** Entries of its timeline, each as JSON, oldest first. */
  timeline: string[];
  /** What is stored of its deliveries, see `webhooks/packed-deliveries.ts`. */
  deliveries: string[];
};

const VERSION = '1';
const LEVEL = 6; // 9 saves half a percent
/** A URL that expires this soon (ms) is dead before anybody could use it. */
const NEARLY_DEAD_MS = 60_000;

/** The texts in the packed form. */
export function packTexts({ record, spec, result, timeline, deliveries }: JobTexts): Buffer {
  const all = [Object.entries(record).flat(), spec, result, timeline, deliveries];
  return deflateRawSync(JSON.stringify(all), { dictionary: PACKED_DICTIONARY, level: LEVEL });
}

/** What Lua needs of a packed job, without its place in lists (lua/shared/kept_lists.lua), which Lua adds. */
export function packedHead(record: Fields): string {
  const instant = (name: string) => (record[name] === undefined ? '-' : Number(record[name]).toString(36));
  const { tenant, status, type } = record as { tenant: string; status: string; type: string };
  return [VERSION, tenant, status[0], type[0], instant('created_at'), instant('finished_at'), instant('images_expire_at')].join(' ');
}

/** @throws Error if it was packed by a later version, or is damaged */
export function unpackTexts(packed: Buffer): JobTexts {
  const head = headOf(packed);
  const [version] = head.split(' ');
  if (version !== VERSION) throw new Error(`A packed job has version ${version}, and this process reads version ${VERSION} only`);
  const text = inflateRawSync(packed.subarray(head.length + 1), { dictionary: PACKED_DICTIONARY }).toString();
  const [flat, spec, result, timeline, deliveries] = JSON.parse(text) as [string[], string, string | null, string[], string[]];
  return { record: toFields(flat), spec, result, timeline, deliveries };
}

/** What says that a packed job is still the same, as Lua's `redis.sha1hex`. */
export function packedSha1(packed: Buffer): string {
  return createHash('sha1').update(packed).digest('hex');
}

/** A head is ASCII: its length in characters is that in bytes. */
function headOf(packed: Buffer): string {
  return packed.toString('latin1', 0, packed.indexOf('\n'));
}

/** A result, as JSON, without URLs that have expired: signed ones are most of it, and cannot be compressed. */
export function withoutDeadUrls(text: string, now: number): string {
  const result = JSON.parse(text) as Result;
  return isDead(result, now) ? JSON.stringify(withoutUrls(result)) : text;
}

/** The body of a webhook about a job in the same way. */
export function bodyWithoutDeadUrls(text: string, now: number): string {
  if (!text.includes('"url_expires_at"')) return text;
  const body = JSON.parse(text) as { data?: { result?: Result | null } };
  const result = body.data?.result;
  return result && isDead(result, now) ? JSON.stringify({ ...body, data: { ...body.data, result: withoutUrls(result) } }) : text;
}

type Result = GenerationResult | DownloadResult;

function isDead({ url_expires_at }: Result, now: number): boolean {
  return Date.parse(url_expires_at) <= now + NEARLY_DEAD_MS;
}

function withoutUrls(result: Result): Result {
  if (!('images' in result)) return { ...result, url: null };
  return { ...result, images: result.images.map((image) => ({ ...image, preview_urls: [], url: null })) };
}
