import type { Reminders } from '@darkroom/queue';

const nothing = async (): Promise<void> => undefined;

/** Reminders that remind of nothing: for worlds that pass over each job at its time by themselves. */
export function quietReminders(): Reminders {
  return {
    add: nothing,
    addMany: nothing,
    ensure: nothing,
    ensureMany: nothing,
    remindWoken: nothing,
    forget: nothing,
    forgetMany: nothing,
    close: nothing,
    queues: () => [],
  } satisfies Reminders;
}
