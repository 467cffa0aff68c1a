/** A limit on how much is done at once, in all and for each tenant. Who finds no place waits for one, first come, first served. */
export type Places = {
  /** Returns how to leave, or undefined if no place became free in time, or the caller left. */
  enter(tenant: string, mostWaitMs: number, gone?: AbortSignal): Promise<(() => void) | undefined>;
};

export function createPlaces({ most, mostOfTenant }: { most: number; mostOfTenant: number }): Places {
  let taken = 0;
  const takenBy = new Map<string, number>();
  const waiting = new Set<{ tenant: string; admit: () => void }>();

  const hasRoom = (tenant: string) => taken < most && (takenBy.get(tenant) ?? 0) < mostOfTenant;

  const take = (tenant: string): (() => void) => {
    taken += 1;
    takenBy.set(tenant, (takenBy.get(tenant) ?? 0) + 1);
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      taken -= 1;
      const left = takenBy.get(tenant)! - 1;
      if (left === 0) takenBy.delete(tenant);
      else takenBy.set(tenant, left);
      [...waiting].find((one) => hasRoom(one.tenant))?.admit();
    };
  };

  return {
    enter: (tenant, mostWaitMs, gone) => {
      if (gone?.aborted) return Promise.resolve(undefined);
      if (hasRoom(tenant)) return Promise.resolve(take(tenant));
      return new Promise((resolve) => {
        const stop = (leave: (() => void) | undefined) => {
          clearTimeout(timer);
          gone?.removeEventListener('abort', giveUp);
          waiting.delete(one);
          resolve(leave);
        };
        const giveUp = () => stop(undefined);
        const one = { tenant, admit: () => stop(take(tenant)) };
        const timer = setTimeout(giveUp, mostWaitMs);
        gone?.addEventListener('abort', giveUp, { once: true });
        waiting.add(one);
      });
    },
  };
}
