import type { Clock, Logger } from '@darkroom/runtime';

import type { AccountLimits } from './account/account-limits.ts';
import type { Behaviour } from './behaviour/behaviour.ts';
import type { Call } from './behaviour/scenario.ts';
import type { Scenarios } from './behaviour/scenarios.ts';
import type { CallCounts } from './account/call-counts.ts';
import type { Config } from './config.ts';
import type { Answered } from './state/effect.ts';
import type { Effects } from './state/effects.ts';
import type { Uploads } from './state/uploads.ts';
import type { Random } from './random.ts';
import type { CurrentSettings } from './settings.ts';
import type { Tokens } from './account/tokens.ts';

/** Everything that a call may read or change, built once in `app.ts`. */
export type World = {
  config: Config;
  settings: CurrentSettings;
  clock: Clock;
  random: Random;
  effects: Effects;
  uploads: Uploads;
  limits: AccountLimits;
  tokens: Tokens;
  scenarios: Scenarios;
  counts: CallCounts;
  logger: Logger;
  /** Aborted when the simulator stops: all waiting ends, and nothing takes effect any more. */
  stopped: AbortSignal;
};

/** One request, read but not yet checked. */
export type Incoming = {
  call: Call;
  /** The client that owns the token; empty for the token call. */
  client: string;
  id: string;
  index: number;
  query: Record<string, unknown>;
  body: unknown;
  /** The base of URLs in the answer. */
  baseUrl: string;
  behaviour: Behaviour;
};

/** The result of a call. No `body`: an answer without one. */
export type Outcome = {
  status: number;
  body?: object;
  /** The effect of the call, on which the answer is recorded. */
  effect?: { answered: Answered };
};

/** Performs one call. @throws Refused */
export type Handler = (world: World, incoming: Incoming) => Outcome;
