import { OPEN_WAY } from '../getty/network.ts';
import type { WeatherPlan } from '../plan.ts';
import type { Dice } from '../time/dice.ts';
import type { World } from '../world.ts';

/**
 * What happens to a world from outside, each by its name. A kind begins at an instant and lasts for a time; what it returns ends it. To add
 * one: a line here. Seeds draw from all of them.
 */
type Kind = (world: World, dice: Dice, forMs: number) => void | Promise<void> | (() => void | Promise<void>);

const KINDS = {
  'a worker is killed': ({ workers }, dice) => workers.killOne(dice.whole(0, 150)),
  'a worker stands still': ({ workers }, _dice, forMs) => workers.freezeOne(forMs),
  'a worker is added': ({ workers }, dice) => workers.addOne(dice.whole(-2_000, 2_000)),
  'a notifier is killed': ({ notifiers }, dice) => notifiers.killOne(dice.whole(0, 60)),
  'a notifier stands still': ({ notifiers }, _dice, forMs) => notifiers.freezeOne(forMs),
  'the api is killed': ({ apis }, dice) => apis.killOne(dice.whole(0, 10)),
  'redis is away': ({ redis }, _dice, forMs) => redis.goAway(Math.min(forMs, 30_000)),
  'redis comes back without its last writes': (world, dice) => world.loseWrites(dice.spread(100, 8_000)),
  'reminders are lost': ({ reminders }, dice) => reminders.lose(dice.pick([0.2, 0.7, 1])),
  'getty is away': ({ network }, dice) => {
    network.settings.api = dice.pick(['refused', 'no_name', 'silent', 'failing']);
    return () => void (network.settings.api = 'open');
  },
  'tokens are away': ({ network }, dice) => {
    network.settings.token = dice.pick(['refused', 'no_name', 'silent', 'failing']);
    return () => void (network.settings.token = 'open');
  },
  'getty loses answers': ({ network }, dice) => {
    const { settings } = network;
    Object.assign(settings, { lostBefore: 0.15 * dice.next(), lostAfter: 0.15 * dice.next(), hangs: 0.05 * dice.next() });
    return () => void Object.assign(settings, { lostBefore: OPEN_WAY.lostBefore, lostAfter: OPEN_WAY.lostAfter, hangs: OPEN_WAY.hangs });
  },
  'getty answers absurdly': ({ account }, dice) => change(account.settings, { absurd: 0.2 * dice.next(), fails: 0.2 * dice.next() }),
  'the history is unreadable here and there': ({ account }) => change(account.settings, { unreadable: 0.3 }),
  'getty is slow': ({ account }) => change(account.settings, { generationMs: { least: 20_000, most: 120_000 } }),
  'the pending limit moves': ({ account }, dice) => change(account.settings, { pending: dice.spread(1, 40) }),
  'the query limit moves': ({ account }, dice) => change(account.settings, { queries: dice.spread(1, 40) }),
  'the day is used up': ({ account }) => change(account.settings, { daily: 0 }),
  'a quota is used up': ({ account }) => change(account.settings, { quota: { 0: 0, 1: 0, 2: 0 } }),
  'getty says when to come back': ({ account }, dice) =>
    change(account.settings, { retryAfter: dice.pick(['1', '7', '90', '86400000', 'soon']) }),
  'receivers are away': ({ internet }, dice) => {
    const hosts = internet.hosts().filter((host) => internet.mannerOf(host) === 'well' && dice.chance(0.7));
    const manner = dice.pick(['fails', 'hangs', 'refuses', 'no_name', 'dns_silent', 'private'] as const);
    for (const host of hosts) internet.behave(host, manner);
    return () => {
      for (const host of hosts) internet.behave(host, 'well');
    };
  },
} satisfies Record<string, Kind>;

export type WeatherKind = keyof typeof KINDS;
export const WEATHER_KINDS = Object.keys(KINDS) as WeatherKind[];

/** Begins one kind now. Returns what ends it before its time. */
export function startWeather(world: World, { kind, forMs }: WeatherPlan): void {
  const dice = world.dice.fork(`weather ${kind} ${world.time.now()}`);
  world.trace.say('weather', `${kind}, for ${forMs} ms`);
  const begin: Kind = KINDS[kind];
  const begun = begin(world, dice, forMs);
  if (typeof begun !== 'function') return;
  const end = (): void => {
    world.trace.say('weather', `no longer: ${kind}`);
    void begun();
  };
  const timer = world.time.in(forMs, () => {
    world.endings.delete(ending);
    end();
  });
  const ending = (): void => {
    timer.cancel();
    end();
  };
  world.endings.add(ending);
}

/** Changes some settings; what it returns sets them back. */
function change<Settings extends object>(settings: Settings, to: Partial<Settings>): () => void {
  const before = { ...settings };
  Object.assign(settings, to);
  return () => {
    for (const name of Object.keys(to) as (keyof Settings)[]) settings[name] = before[name];
  };
}
