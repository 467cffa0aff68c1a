import { toProblem } from '@darkroom/api/pictures/getty-problem';
import { ProblemError } from '@darkroom/api/http/problem';
import { validate } from '@darkroom/api/http/request/validate';
import { checkUrl } from '@darkroom/api/http/request/check-url';
import {
  EndpointChange,
  EndpointRequest,
  JobChange,
  PutBudget,
  ResolveRequest,
  type BatchId,
  type EndpointId,
  type JobId,
  type JobStatus,
  type JobType,
} from '@darkroom/contracts';
import { createGettyClient, findGenerationById, historyAround } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import { createTenantSecrets } from '@darkroom/runtime';

import type { Dice } from '../time/dice.ts';
import type { World } from '../world.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** What callers do with what they submitted, and with their endpoints: the checks and commands of the api's handlers. @throws ProblemError */
export type ApiCommands = ReturnType<typeof createApiCommands>;

const DAY_MS = 86_400_000;
const MOST_PAGES = 10;
const MOST_WAIT_MS = 2_000;

export function createApiCommands(world: World, { store, process, dice }: { store: Store; process: SimulatedProcess; dice: Dice }) {
  const { clock } = process;
  const getty = createGettyClient({
    apiUrl: 'https://api.getty.example',
    authUrl: 'https://auth.getty.example/oauth2/token',
    pathPrefix: '/v1',
    apiKey: 'key',
    apiSecret: 'secret',
    readTimeoutMs: 10_000,
    now: () => clock.now(),
    beforeCall: async () => {
      const { code, waitMs } = await store.queries.reserve('read', MOST_WAIT_MS);
      if (code === 'late') throw new ProblemError('getty_unavailable', 'Too many calls to Getty are waiting.');
      if (waitMs > 0) await clock.sleep(waitMs);
    },
    onCall: () => undefined,
    exchange: world.network.exchange(process),
  });
  process.onDeath(() => void getty.close());
  const secrets = createTenantSecrets({ store: store.webhookSecrets, secretBox: world.secretBox, given: undefined, tenants: undefined });
  const seal = (id: EndpointId): string => world.secretBox.seal(world.endpointSecret, id);
  const find = async (id: string, at: number) => {
    try {
      return await findGenerationById(getty, id, historyAround(at, MOST_PAGES));
    } catch (error) {
      throw toProblem(error);
    }
  };

  return {
    cancel: (id: JobId, type: JobType) => store.jobs.cancel(id, type),
    retry: (id: JobId, confirmCost: boolean) => store.jobs.retry(id, { confirmCost }),
    resolve: async (id: JobId, given: unknown) =>
      store.jobs.resolve(
        id,
        validate(ResolveRequest, given, () => []),
        { ask: find },
      ),
    change: async (id: JobId, given: unknown) =>
      store.edits.change(
        id,
        validate(JobChange, given, () => []),
      ),
    remove: (id: JobId) => store.edits.remove(id),
    /** One of a job's deliveries, chosen by chance. */
    redeliver: async (id: JobId) => {
      const deliveries = await store.deliveries.ofJob(id);
      return deliveries.length === 0 ? 'missing' : store.deliveries.redeliver(dice.pick(deliveries).id);
    },
    cancelBatch: (id: BatchId) => store.batches.cancel(id),
    cancelAll: (tenant: string, ids: JobId[] | undefined) => store.bulk.cancel({ tenant, targets: targetsOf(ids), dryRun: false }),
    retryAll: (tenant: string, ids: JobId[] | undefined, confirmCost: boolean) =>
      store.bulk.retry({ tenant, targets: targetsOf(ids), dryRun: false, confirmCost }),
    /** Undefined: the tenant has as many as it may have. */
    createEndpoint: async (tenant: string, given: unknown): Promise<EndpointId | undefined> => {
      const { url } = validate(EndpointRequest, given, (input) => checkUrl((input as { url?: unknown } | null)?.url, false));
      const id = `ep_${dice.hex(32)}` as EndpointId;
      const endpoint = { id, tenant, url, events: null, description: null, metadata: null, secret: seal(id) };
      return (await store.endpoints.create(endpoint)) === 'full' ? undefined : id;
    },
    changeEndpoint: async (id: EndpointId, given: unknown) => {
      const { status, ...change } = validate(EndpointChange, given, (input) => checkUrl((input as { url?: unknown } | null)?.url, false));
      return store.endpoints.change(id, { ...change, status: status ?? 'enabled' });
    },
    rotateEndpoint: (id: EndpointId) => store.endpoints.rotate(id, { secret: seal(id), overlapMs: dice.whole(0, 1) * DAY_MS }),
    removeEndpoint: (id: EndpointId, tenant: string) => store.endpoints.remove(id, tenant),
    testEndpoint: (id: EndpointId) => store.endpoints.test(id),
    recoverEndpoint: async (id: EndpointId, since: number) => {
      const endpoint = await store.endpoints.get(id);
      return endpoint?.status === 'enabled' ? store.endpoints.recover(endpoint, since) : undefined;
    },
    /** Notes the limit first: it may take effect although the answer is lost. */
    putBudget: async (tenant: string, id: string, given: unknown) => {
      const definition = validate(PutBudget, given, () => []);
      world.book.noteBudget(tenant, id, Number(definition.limit));
      return store.budgets.put({ tenant, id, isOperator: false }, definition);
    },
    removeBudget: (tenant: string, id: string) => store.budgets.remove({ tenant, id, isOperator: false }),
    rotateSecret: async (tenant: string) => {
      // Noted before as well: the answer to a rotation may be lost.
      for (const read of [() => secrets.secretOf(tenant), () => secrets.rotate(tenant, DAY_MS)]) {
        const secret = await read();
        world.book.secrets.push(secret.current, ...(secret.previous === null ? [] : [secret.previous]));
      }
    },
  };
}

/** Without ids: all that have not succeeded. */
function targetsOf(ids: JobId[] | undefined) {
  return ids === undefined
    ? { filter: { statuses: ['queued', 'waiting', 'failed', 'expired', 'canceled'] satisfies JobStatus[] } }
    : { ids };
}
