import type { Candidates } from '@darkroom/contracts';

import { call } from '../call.ts';
import type { Loaded } from '../resource.ts';

/** What Getty's history has around a call. Each look asks Getty, so only a person repeats it. */
export type CandidateLook = {
  readonly state: Loaded<Candidates>;
  look(job: { id: string; tenant: string }): Promise<void>;
  forget(): void;
};

const NOTHING: Loaded<Candidates> = { data: null, problem: null, isLoading: false };

/** `changed` is called after each change. */
export function createCandidateLook(changed: () => void): CandidateLook {
  let state = NOTHING;
  let underWay: AbortController | undefined;

  const forget = (): void => {
    underWay?.abort();
    state = NOTHING;
  };

  return {
    get state() {
      return state;
    },
    forget,
    look: async ({ id, tenant }) => {
      forget();
      const { signal } = (underWay = new AbortController());
      state = { ...NOTHING, isLoading: true };
      changed();
      try {
        const { data = null, problem = null } = await call<Candidates>(`/v1/jobs/${id}/candidates`, { tenant, signal });
        state = { data, problem, isLoading: false };
        changed();
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
