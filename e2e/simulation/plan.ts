import type { AccountSettings } from './getty/account.ts';
import type { WaySettings } from './getty/network.ts';
import type { Manner } from './receivers/internet.ts';
import type { WeatherKind } from './weather/weather.ts';

/**
 * A world before it begins: what a seed, or a named scenario, says about it. Everything in it is data; what the actors do with it is in
 * their own files.
 */
export type Plan = {
  /** How long there are arrivals and weather, in ms. Then the world becomes healthy, and gets time to drain. */
  activeMs: number;
  /** How long it may take at the most until nothing is left to do, in ms. */
  drainMs: number;
  tenants: TenantPlan[];
  workers: { skewMs: number }[];
  notifiers: { skewMs: number }[];
  /** Settings of the workers and of the notifiers, beyond the defaults. */
  settings: Record<string, string>;
  notifierSettings: Record<string, string>;
  account: AccountSettings;
  way: WaySettings;
  /** Of the commands: reach Redis twice, since the first answer was lost. */
  resent: number;
  weather: WeatherPlan[];
};

export type WeatherPlan = { atMs: number; kind: WeatherKind; forMs: number };

export type TenantPlan = {
  name: string;
  hostile: boolean;
  /** Submissions begin and end, in ms; one each so many ms on average. */
  fromMs: number;
  untilMs: number;
  everyMs: number;
  /** Jobs that come all at once. */
  bursts: { atMs: number; jobs: number }[];
  /** Shares of the submissions (or of the jobs). */
  batches: number;
  chained: number;
  manual: number;
  /** Operations on earlier jobs; downloads made again; and of the batches, those whose jobs are made from one another. */
  operations: number;
  redone: number;
  chains: number;
  canceled: number;
  deadlines: number;
  scheduled: number;
  sentAgain: number;
  keyed: number;
  odd: number;
  /** Of the ends that can be retried, and of the held jobs. */
  retried: number;
  resolved: number;
  /** Does something odd each so many ms on average: see `tenants/meddle.ts`. */
  meddlesEveryMs: number;
  productId: number | undefined;
  /** Where its webhooks go: by job, and standing endpoints. */
  webhooks: Manner | undefined;
  endpoints: Manner[];
};
