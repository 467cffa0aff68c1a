import type { Clock, Logger } from '@darkroom/runtime';

import type { AccountLimits } from './account-limits.ts';
import type { Behaviour } from './behaviour/behaviour.ts';
import type { Call } from './behaviour/scenario.ts';
import type { Scenarios } from './behaviour/scenarios.ts';
import type { CallCounts } from './call-counts.ts';
import type { Config } from './config.ts';
import type { Answered, Effects } from './effects.ts';
import type { Random } from './random.ts';
import type { CurrentSettings } from './settings.ts';
import type { Tokens } from './tokens.ts';

/** Everything a call may look at or change, built once in `app.ts`. */
export type World = {
  config: Config;
  settings: CurrentSettings;
  clock: Clock;
  random: Random;
  effects: Effects;
  limits: AccountLimits;
  tokens: Tokens;
  scenarios: Scenarios;
  counts: CallCounts;
  logger: Logger;
  /** Aborted when the simulator stops: nobody waits any longer, nothing takes effect any more. */
  stopped: AbortSignal;
};

/** One request, read but not yet checked. */
export type Incoming = {
  call: Call;
  /** Whose token it bears; empty for the token call itself. */
  client: string;
  id: string;
  index: number;
  query: Record<string, unknown>;
  body: unknown;
  /** What URLs in the answer begin with. */
  baseUrl: string;
  behaviour: Behaviour;
};

/** What a call came to. No `body`: an answer without one. */
export type Outcome = {
  status: number;
  body?: object;
  /** The effect it had, to be told how the answer fared. */
  effect?: { answered: Answered };
};

/** Performs one call. @throws Refused */
export type Handler = (world: World, incoming: Incoming) => Outcome;
