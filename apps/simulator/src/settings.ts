import { z } from 'zod';

import { FileBytes } from './behaviour/behaviour.ts';
import { CALLS, Fault } from './behaviour/scenario.ts';
import { TimingText } from './behaviour/timing.ts';
import { Operation, ReplacementType } from './requests/operation.ts';

const Share = z.number().min(0).max(1);
const Limit = z.int().min(1).nullable();
const Presence = z.enum(['optional', 'required', 'forbidden'], 'must be optional, required or forbidden');

/** Settings that can be changed while the simulator runs (`PUT /__settings`), with start values from `SIMULATOR_<NAME>`. */
const shape = {
  /** Time until a call takes effect; `latency_by_call` has the exceptions. */
  latency: TimingText.default('40ms-120ms'),
  latency_by_call: z.partialRecord(z.enum(CALLS), TimingText).default({}),
  generation_duration: TimingText.default('3s-5s'),
  /** Exceptions from `generation_duration`. */
  duration_by_operation: z.partialRecord(Operation, TimingText).default({}),
  download_duration: TimingText.default('1s-2s'),
  /** Share of generations and downloads answered at once with 200. */
  inline_generations: Share.default(0),
  inline_downloads: Share.default(0),
  /** Share of images that are blocked. */
  blocked_images: Share.default(0),
  /** The number of images; the others give four, and one for a removed background or for one replaced by a colour. */
  images_by_operation: z.partialRecord(Operation, z.int().min(1).max(4)).default({}),
  /** Behaviour for shares of the requests. */
  faults: z.array(Fault).default([]),
  /** The account's limits, which Getty does not publish; null: none. */
  max_qps: Limit.default(null),
  max_pending: Limit.default(null),
  max_daily_downloads: Limit.default(null),
  /** The refusal for too many queries per second: 429, or 403 as old gateways sent. */
  qps_refusal: z.enum(['429-qps', '403-qps', '403-rate'], 'must be 429-qps, 403-qps or 403-rate').default('429-qps'),
  /** Retry-After of the refusals by these limits; null: none. */
  retry_after_s: z.int().min(0).nullable().default(null),
  retry_after_as: z.enum(['seconds', 'date'], 'must be seconds or date').default('seconds'),
  token_lifetime: TimingText.default('30m'),
  expires_in_as: z.enum(['number', 'string'], 'must be number or string').default('number'),
  /** Downloads that start are filled up to so many bytes; null: they are the picture alone. */
  file_bytes: FileBytes.nullable().default(null),
  /** The number of redirects before a file. */
  file_redirects: z.int().min(0).max(5).default(0),
  /** How long file URLs are valid. */
  url_lifetime: TimingText.default('24h'),
  /** How long an upload is there. */
  upload_lifetime: TimingText.default('24h'),
  /** The age at which a generation or a download is gone (410). Getty keeps images six months. */
  image_lifetime: TimingText.default('180d'),
  /** Time until a generation appears in the history. */
  history_lag: TimingText.default('0s'),
  /** Whether the history shows generations that are still pending. */
  history_shows_pending: z.boolean().default(true),
  /** The type of a replaced background in the history: Getty documents none. `missing`: the entry has no type. */
  background_replacement_type: ReplacementType.default('missing'),
  /** `original_asset` of what was not made from an asset: `{"id": null}`, or null (`none`). */
  original_asset_as: z.enum(['object', 'none'], 'must be object or none').default('object'),
  /** Whether the replacement of a background takes a prompt and a colour together; refused: 400. */
  prompt_and_color: z.enum(['allowed', 'refused'], 'must be allowed or refused').default('allowed'),
  /** Whether the products may be listed; refused: 403. */
  products: z.enum(['allowed', 'refused'], 'must be allowed or refused').default('allowed'),
  /** Whether the history may be asked for the whole company's generations; refused: 403. */
  company_history: z.enum(['allowed', 'refused'], 'must be allowed or refused').default('allowed'),
  /** Fields that the account's products require or forbid in paid requests. */
  product_id: Presence.default('optional'),
  project_code: Presence.default('optional'),
  notes: Presence.default('optional'),
};

export const Settings = z.strictObject(shape);
export type Settings = z.infer<typeof Settings>;
export const SETTING_NAMES = Object.keys(shape) as (keyof Settings)[];

/** A change of some settings; the others stay. */
export const SettingsChange = Settings.partial();

/** The current settings. */
export type CurrentSettings = { current: Settings };

/** One line for each problem: `faults.0.share: Too big …`. */
export function describeProblems(error: z.ZodError): string[] {
  return error.issues.map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message));
}
