import { Prices } from '@darkroom/contracts';
import { PACKED_AFTER_MS } from '@darkroom/queue';
import {
  archiveSettings,
  checkArchive,
  Duration,
  Flag,
  gettySettings,
  integer,
  Port,
  readSettings,
  sharedSettings,
  type Environment,
} from '@darkroom/runtime';
import { z } from 'zod';

const Config = z.object({
  ...sharedSettings,
  ...gettySettings,
  ...archiveSettings,
  /** Unset: 3002, or any free port if that is in use, so that workers run in parallel. */
  PORT: Port.optional(),
  /** Parallel passes, for generations and for downloads each. Waiting jobs need none. */
  CONCURRENCY: integer(1, 1_000).default(20),
  /** Calls per second of all processes together. */
  GETTY_MAX_QPS: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number of calls per second above 0')
    .transform(Number)
    .refine((value) => value > 0, 'must be a number of calls per second above 0')
    .optional(),
  /** Generations pending at Getty at once, from all processes together. */
  GETTY_MAX_PENDING: integer(1, 100_000).optional(),
  /** A shorter one would cut off every paid call; with a longer one, a lost answer is looked for too late. */
  GETTY_PAID_TIMEOUT: Duration.refine((ms) => ms >= 100 && ms <= 3_600_000, 'must be from 100ms to 1h').default(90_000),
  GETTY_HISTORY_SETTLE: Duration.default(60_000),
  GETTY_NOTES: z.enum(['append', 'off'], 'must be append or off').default('append'),
  /** What Getty charges for a call, for the cost of differences. */
  DARKROOM_PRICES: Prices.optional(),
  RETENTION_DAYS: integer(1, 3_650).default(30),
  /** When an ended job is packed. */
  PACK_AFTER: Duration.default(PACKED_AFTER_MS),
  /** Whether packed jobs are found by their prompts and metadata without reading them all. */
  SEARCH_INDEX: Flag.default(true),
});

export type Config = z.infer<typeof Config>;

/** @throws SettingsError */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment, checkArchive);
}
