import type { Reminders } from '@darkroom/queue';

const nothing = async (): Promise<void> => undefined;

/** Reminders without effect: for worlds that make each pass at its time. */
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
