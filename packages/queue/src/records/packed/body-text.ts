import { deflateSync, inflateSync } from 'node:zlib';

import type { StorageFormat } from '../../redis/format.ts';

/**
 * Texts of which most bodies have many. Bodies packed with a dictionary can be read only with the same, so it is never changed: another one would be added
 * beside it. (zlib writes into the packed body which one was used.)
 */
const DICTIONARY = Buffer.from(
  '"upscale":null,"background":null,"quota.exhausted","budget.warning","batch.completed","total":,"accepted":,"rejected":,"counts":{"queued":0,"submitting":0,' +
    '"waiting":0,"held":0,"succeeded":0,"failed":0,"canceled":0,"expired":0},"object":"batch","endpoint.disabled","disabled_reason":"failing","webhook.test",' +
    '{"type":"download.succeeded","timestamp":"2026-","object":"job","type":"download","result":{"url":"https://","size_name":"4k","file_size":,"generated_asset_id":"' +
    '"error":{"code":"invalid_request","message":"Getty answered ","retryable":false,"detail":null},"status":"failed","billing":{"state":"not_charged","because":"' +
    '{"type":"generation.failed","status":"held","reason":"outcome_unknown","status":"expired","status":"canceled","reason":"throttled","operation":"refine",' +
    '{"type":"generation.waiting","status":"waiting",{"type":"generation.succeeded","timestamp":"2026-","data":{"id":"job_","object":"job","type":"generation",' +
    '"result":{"generation_request_id":"","seed":,"original_asset_count":4,"results":[{"index":0,"asset_id":"","url":"https://","preview_urls":[{"size":"small","url":"https://' +
    '.jpg","height":,"width":},{"size":"large","is_blocked":false,"can_download":true,"download_sizes":["1k","4k"]}]},"status":"succeeded","reason":null,"run":1,"seq":3,' +
    '"tenant":"","operation":"generate","source":null,"request":{"prompt":"","negative_prompt":"","aspect_ratio":"16:9","media_type":"photography","seed":,"mood":"","product_id":,' +
    '"webhook":{"url":"https://","events":["generation.succeeded"]}},"getty":{"generation_request_id":"","index":null,"polls":2,"last_status":200},"billing":{"state":"charged",' +
    '"because":"getty_accepted","calls":[{"at":"2026-","state":"charged","because":"getty_accepted"}]},"error":null,"attempts":1,"batch_id":null,"parent_id":null,"submitted_by":null,' +
    '"downloads":[],"metadata":{"order":"},"urls":{"self":"/v1/jobs/job_","events":"/v1/jobs/job_/events","cancel":"/v1/jobs/job_/cancel"},"resume_at":null,"deadline_at":"2026-' +
    '","deadline_because":"default_at_getty","deadline_because":"default_unsent","created_at":"2026-","submitted_at":"2026-","updated_at":"2026-","finished_at":"2026-",' +
    '"archive":null,"images_expire_at":null}}',
);
/** A small window: a body has few KB, and zlib prepares the whole window for each. */
const PACKING = { dictionary: DICTIONARY, windowBits: 13, memLevel: 5, level: 3 };

/** Deflates the body of an event's webhooks for Redis. It has a job's metadata twice, and many repeated texts. Format 1 has no dictionary. */
export function packBody(body: string, format: StorageFormat): Buffer {
  return format === 1 ? deflateSync(body) : deflateSync(body, PACKING);
}

/** Restores a body, also one packed without a dictionary, or not at all: JSON begins with a brace, and deflated bytes never do. */
export function unpackBody(packed: Buffer): string {
  return packed[0] === '{'.charCodeAt(0) ? packed.toString() : inflateSync(packed, { dictionary: DICTIONARY }).toString();
}
