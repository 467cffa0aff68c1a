import { constants } from 'node:os';

import { NoRedisError } from '@darkroom/embedded-redis';
import { SettingsError, type Service } from '@darkroom/runtime';

import type { Screen } from './screen.ts';
import { StartError } from './start-error.ts';

type Host = Pick<NodeJS.Process, 'on' | 'exit'>;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** 128 + the signal that a terminal sends when it is closed. */
const LEFT_ALONE = 128 + constants.signals.SIGHUP;

/** Errors with a message for the user; for any other error the stack is shown. */
const SENTENCES = [StartError, NoRedisError, SettingsError];

/**
 * Starts the service and keeps it running until a signal arrives, then stops it and exits: 0 after Ctrl-C or SIGTERM once it was up, 128 +
 * the signal's number if it was not yet up, 1 if it could not start. (One Ctrl-C can arrive several times: from the terminal, and forwarded
 * by npm.) `npm start` holds a channel to this process: when the channel closes, no other process is left to stop us.
 */
export async function untilStopped(host: Host, screen: Screen, create: () => Service): Promise<void> {
  let service: Service | undefined;
  let started = false;
  let stopping: Promise<void> | undefined;

  const stop = async (exitCode: number) => {
    screen.status('Stopping');
    try {
      await service?.stop();
    } catch (error) {
      screen.fail(describe(error));
      exitCode = 1;
    }
    screen.status(undefined);
    if (exitCode !== 1) screen.line('Stopped. Everything is kept for the next start.');
    host.exit(exitCode);
  };
  for (const signal of STOP_SIGNALS) {
    host.on(signal, () => {
      stopping ??= stop(started ? 0 : 128 + constants.signals[signal]);
    });
  }

  host.on('disconnect', () => {
    stopping ??= stop(started ? 0 : LEFT_ALONE);
  });

  // Also if our output is no longer read (EPIPE): whatever fails here, no process is left behind.
  host.on('uncaughtException', (error) => {
    if (stopping) return;
    screen.fail(describe(error));
    stopping = stop(1);
  });

  try {
    service = create();
    await service.start();
    started = true;
  } catch (error) {
    if (stopping) return; // the start failed because we are stopping
    screen.fail(describe(error));
    await (stopping ??= stop(1));
  }
}

function describe(error: unknown): string {
  if (SENTENCES.some((sentence) => error instanceof sentence)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
