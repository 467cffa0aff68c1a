import type { EventId } from '@darkroom/client';

/** Which events are on their way to the receiver. They go out side by side, and the next start must leave out none that had no answer. */
export function createPosition(startedAfter: EventId | undefined) {
  const open: { id: EventId; ended: boolean }[] = [];
  let reached = startedAfter;
  return {
    /** An event goes out. The function that it returns ends it. */
    begin: (id: EventId): (() => void) => {
      const event = { id, ended: false };
      open.push(event);
      return () => {
        event.ended = true;
        while (open[0]?.ended) reached = open.shift()!.id;
      };
    },
    /** The last event that has ended, with all before it. */
    reached: (): EventId | undefined => reached,
    /** Those that go out and have not ended, oldest first. */
    open: (): EventId[] => open.filter(({ ended }) => !ended).map(({ id }) => id),
  };
}
