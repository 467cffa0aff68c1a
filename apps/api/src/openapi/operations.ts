import type { Operations } from './operation.ts';
import { batchOperations } from './operations/batches.ts';
import { jobOperations } from './operations/jobs.ts';
import { pictureOperations } from './operations/pictures.ts';
import { serviceOperations } from './operations/service.ts';

/** Every operation of the API: a line for each area. */
export const OPERATIONS: Operations = {
  ...jobOperations,
  ...batchOperations,
  ...pictureOperations,
  ...serviceOperations,
};
