import type { JobId, Operation, Tenant } from '@darkroom/contracts';

/** A paid call of ours that Getty's history has not shown yet. `id`: Getty's, if it is known. */
export type UnseenCall = {
  job: JobId;
  tenant: Tenant;
  mark: string | null;
  at: number;
  id: string | null;
  operation: Operation;
  price: number | null;
  isCharged: boolean;
};
