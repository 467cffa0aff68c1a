import type { Operations } from './operation.ts';
import { archiveOperations } from './operations/archive.ts';
import { auditOperations } from './operations/audit.ts';
import { batchOperations } from './operations/batches.ts';
import { bulkOperations } from './operations/bulk-actions.ts';
import { deliveryOperations } from './operations/deliveries.ts';
import { endpointOperations } from './operations/endpoints.ts';
import { eventOperations } from './operations/events.ts';
import { fileOperations } from './operations/files.ts';
import { heldJobOperations } from './operations/held-jobs.ts';
import { keyOperations } from './operations/keys.ts';
import { jobOperations } from './operations/jobs.ts';
import { moneyOperations } from './operations/money.ts';
import { pictureOperations } from './operations/pictures.ts';
import { reconciliationOperations } from './operations/reconciliations.ts';
import { redownloadOperations } from './operations/redownloads.ts';
import { serviceOperations } from './operations/service.ts';
import { webhookSecretOperations } from './operations/webhook-secret.ts';

/** Every operation of the API: a line per area. */
export const OPERATIONS: Operations = {
  ...bulkOperations,
  ...jobOperations,
  ...redownloadOperations,
  ...heldJobOperations,
  ...batchOperations,
  ...pictureOperations,
  ...fileOperations,
  ...archiveOperations,
  ...eventOperations,
  ...endpointOperations,
  ...webhookSecretOperations,
  ...deliveryOperations,
  ...auditOperations,
  ...keyOperations,
  ...reconciliationOperations,
  ...moneyOperations,
  ...serviceOperations,
};
