import { systemClock } from './http/clock.ts';
import { createHttp } from './http/http.ts';
import { eventsOf } from './resources/events.ts';
import { filesOf, productsOf, promptsOf, uploadsOf } from './resources/files.ts';
import { jobsOf } from './resources/jobs.ts';
import { auditOf, keysOf } from './resources/keys.ts';
import { budgetsOf, reconciliationsOf, usageOf } from './resources/money.ts';
import { batchesOf, downloadsOf, generationsOf, redownloadsOf } from './resources/submissions.ts';
import { deliveriesOf, endpointsOf, webhookSecretOf, webhooksOf } from './resources/webhooks.ts';
import { readSettings, type DarkroomOptions } from './settings.ts';

/** The API of Darkroom, for servers: an API key belongs in no browser. Keep one client for all calls. */
export class Darkroom {
  readonly generations: ReturnType<typeof generationsOf>;
  readonly downloads: ReturnType<typeof downloadsOf>;
  readonly redownloads: ReturnType<typeof redownloadsOf>;
  readonly batches: ReturnType<typeof batchesOf>;
  readonly jobs: ReturnType<typeof jobsOf>;
  readonly events: ReturnType<typeof eventsOf>;
  readonly endpoints: ReturnType<typeof endpointsOf>;
  readonly deliveries: ReturnType<typeof deliveriesOf>;
  readonly webhookSecret: ReturnType<typeof webhookSecretOf>;
  readonly webhooks: ReturnType<typeof webhooksOf>;
  readonly files: ReturnType<typeof filesOf>;
  readonly uploads: ReturnType<typeof uploadsOf>;
  readonly prompts: ReturnType<typeof promptsOf>;
  readonly products: ReturnType<typeof productsOf>;
  readonly usage: ReturnType<typeof usageOf>;
  readonly budgets: ReturnType<typeof budgetsOf>;
  readonly reconciliations: ReturnType<typeof reconciliationsOf>;
  readonly keys: ReturnType<typeof keysOf>;
  readonly audit: ReturnType<typeof auditOf>;
  /** Private, so that nobody prints the key with the client. */
  readonly #options: DarkroomOptions;

  /** @throws ConfigurationError where `url` or `apiKey` is missing or wrong */
  constructor(options: DarkroomOptions = {}) {
    this.#options = options;
    const settings = readSettings(options);
    const http = createHttp(settings, systemClock);
    this.generations = generationsOf(http);
    this.downloads = downloadsOf(http);
    this.redownloads = redownloadsOf(http);
    this.batches = batchesOf(http);
    this.jobs = jobsOf(http);
    this.events = eventsOf(http);
    this.endpoints = endpointsOf(http);
    this.deliveries = deliveriesOf(http);
    this.webhookSecret = webhookSecretOf(http);
    this.webhooks = webhooksOf(settings.webhookSecret);
    this.files = filesOf(http);
    this.uploads = uploadsOf(http);
    this.prompts = promptsOf(http);
    this.products = productsOf(http);
    this.usage = usageOf(http);
    this.budgets = budgetsOf(http);
    this.reconciliations = reconciliationsOf(http);
    this.keys = keysOf(http);
    this.audit = auditOf(http);
  }

  /** The same client for one tenant. Only with the key of the operator. */
  forTenant(tenant: string): Darkroom {
    return new Darkroom({ ...this.#options, tenant });
  }
}
