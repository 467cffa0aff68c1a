import { join } from 'node:path';

import { openRedis } from '@darkroom/embedded-redis';
import { composeServices, systemClock, type Service } from '@darkroom/runtime';

import type { Config, Ports } from './config.ts';
import { offerFirstRun } from './first-run/offer-first-run.ts';
import { filesSetAside } from './keep/set-aside.ts';
import { readKeptSettings, type KeptSettings } from './keep/kept-settings.ts';
import { createLock } from './keep/lock.ts';
import { openLogFile } from './keep/log-file.ts';
import { appEnvironment } from './run/app-environment.ts';
import { startAppProcess } from './run/app-process.ts';
import { checkPorts } from './run/check-ports.ts';
import { createProcessNotes } from './run/process-notes.ts';
import { supervise } from './run/supervise.ts';
import { together } from './run/together.ts';
import type { Screen } from './screen.ts';
import { showAddresses } from './show-addresses.ts';
import { shownPath } from './shown-path.ts';

/**
 * The whole system on one machine: a Redis, then one process per app, all kept running; then the first run and the addresses. `start`
 * returns when the addresses are shown; `stop` leaves no process behind.
 */
export function createApp(config: Config, { screen }: { screen: Screen }): Service {
  const { home } = config;
  const simulatorHome = join(home, 'simulator');
  const notes = createProcessNotes(home);
  const stopping = new AbortController();
  const say = (text: string) => (screen.isTerminal ? screen.status(text) : screen.line(`  ${text}`));
  const warn = (text: string) => screen.line(`  ${screen.strong('!')} ${text}`);
  let kept: KeptSettings;
  let redisUrl: string;

  const preparation: Service = {
    async start() {
      const left = await notes.endLeft();
      if (left > 0) warn(`Ended ${left} processes that an earlier, killed start had left behind.`);
      await checkPorts(appPorts(config));
      kept = await readKeptSettings(home, config.environment);
    },
    stop: () => notes.forget(),
  };

  const redis = supervise({
    name: 'Redis',
    clock: systemClock,
    say: warn,
    start: async () => {
      screen.status('Looking for a Redis');
      const opened = await openRedis({ environment: config.environment, say, dataDir: join(home, 'redis') });
      redisUrl = opened.url;
      screen.status(undefined); // also when it is started again later
      screen.done('Redis', opened.origin);
      return { exited: opened.exited.then(() => 'without being asked to'), stop: () => opened.stop() };
    },
  });

  const appService = (name: keyof Ports): Service => {
    const port = config.ports[name];
    const supervised = supervise({
      name,
      clock: systemClock,
      say: warn,
      start: (signal) =>
        startAppProcess({ name, port, environment: appEnvironment(config, kept, redisUrl), log: openLogFile(home, name), notes, signal }),
    });
    return {
      async start() {
        screen.status('Starting the apps');
        await supervised.start();
        if (name !== 'dashboard') screen.done(name, `http://127.0.0.1:${port}`); // it would stand among the lines of the first run
      },
      stop: () => supervised.stop(),
    };
  };
  const getty = config.realGetty ? [] : [appService('simulator')];
  const working = together(appService('api'), appService('worker'), appService('notifier'));
  const dashboard = appService('dashboard');
  const parts = composeServices(createLock(home), preparation, redis, together(...getty, working));

  let firstRun: Promise<void> = Promise.resolve();
  /** Shows the addresses after the first run, or during it if it has to wait. The dashboard starts meanwhile: the first run does not need it. */
  const show = async () => {
    screen.status(undefined);
    const { signal } = stopping;
    const waiting = Promise.withResolvers<void>();
    const onWaiting = (what: string) => {
      screen.line(`\n  The first run waits for ${what}. It continues without you; everything is up.`);
      waiting.resolve();
    };
    firstRun = offerFirstRun({ config, kept, screen, signal, clock: systemClock, onWaiting });
    await Promise.all([dashboard.start(), Promise.race([firstRun, waiting.promise])]);
    if (!signal.aborted) showAddresses(screen, config, kept);
  };

  return {
    async start() {
      screen.title('Darkroom');
      const before = await filesSetAside(simulatorHome);
      await parts.start();
      for (const file of (await filesSetAside(simulatorHome)).filter((name) => !before.includes(name))) {
        warn(`The simulator's stored state could not be read completely. The file was renamed to ${shownPath(file)}.`);
      }
      await show();
    },
    async stop() {
      stopping.abort();
      await firstRun.catch(() => undefined); // start() has already thrown it
      await together(working, dashboard).stop(); // before the simulator and Redis, which they call
      await parts.stop();
    },
  };
}

/** The ports that this start needs. */
function appPorts({ ports, realGetty }: Config): Partial<Ports> {
  const { simulator, ...others } = ports;
  return realGetty ? others : { simulator, ...others };
}
