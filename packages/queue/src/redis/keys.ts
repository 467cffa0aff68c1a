import { SHORT_KEY_LETTERS } from './constants.ts';

/**
 * Where things lie in Redis. One hash tag around the prefix puts every key into one Cluster slot, which the Lua commands and
 * BullMQ both need. The Lua commands build the same names with `key` of `prelude.lua`; a test compares them.
 */
export type Keys = ReturnType<typeof createKeys>;

export function createKeys(prefix: string) {
  const root = `{${prefix}}`;
  const key = (...parts: string[]) => [root, ...parts].join(':');
  return {
    root,
    /** The prefix of BullMQ's own keys. */
    bull: key('bull'),
    job: (id: string) => key('job', id),
    spec: (id: string) => key('spec', id),
    result: (id: string) => key('result', id),
    timeline: (id: string) => key('timeline', id),
    /** A job that ended a day ago, and all of them in the order in which they were packed: see lua/shared/packing.lua. */
    packed: (id: string) => key('packed', id),
    /** A tenant's jobs, scored by creation time. */
    jobs: (tenant: string) => key('jobs', tenant),
    /** A tenant's jobs of one status, scored by creation time. */
    status: (tenant: string, status: string) => key('status', tenant, status),
    /** A tenant's packed jobs: its blocks, one of them, and how many jobs of each status there are, see lua/shared/kept_lists.lua. */
    keptBlocks: (tenant: string) => key('kept-blocks', tenant),
    keptBlock: (tenant: string, block: string) => key('kept-block', tenant, block),
    keptCounts: (tenant: string) => key('kept-counts', tenant),
    tenants: key('tenants'),
    /** Which server wrote these data, and whether they were restored, see jobs/data-origin.ts. */
    incarnation: key('incarnation'),
    lostWrites: key('lost-writes'),
    /** A tenant's budgets: the caller's id → number. Of each: definition and counters, what was spent by period, starts of periods, see budgets.lua. */
    budgets: (tenant: string) => key('budgets', tenant),
    budget: (number: string) => key('budget', number),
    budgetSpent: (number: string) => key('budget-spent', number),
    /** Paid calls: combinations of a block of days, and their counts of a day, see usage.lua. */
    usageNames: (tenant: string, block: number) => key('usage-names', tenant, String(block)),
    usage: (tenant: string, part: string) => key('usage', tenant, part),
    batch: (id: string) => key('batch', id),
    /** A tenant's batches, scored by creation time. */
    batches: (tenant: string) => key('batches', tenant),
    /** The rejected jobs of a batch, as JSON; absent if there are none. */
    batchRejected: (id: string) => key('batch-rejected', id),
    /** A batch's jobs, scored by creation time. */
    batchJobs: (id: string) => key('batch-jobs', id),
    /** The downloads that a generation started, and others with it as their parent, scored by creation time. */
    children: (jobId: string) => key('children', jobId),
    /** The generations made from a job, scored by creation time. */
    madeFrom: (jobId: string) => key('made-from', jobId),
    /** Those that wait for it, and all jobs with such: see lua/shared/dependents.lua. */
    dependents: (jobId: string) => key('dependents', jobId),
    sources: key('sources'),
    /** `fingerprint id` of the job (or batch) that was submitted under an idempotency key. */
    idempotency: (idempotencyKey: string) => key('idempotency', idempotencyKey),
    /** The same of a packed job. */
    shortKey: (idempotencyKey: string) => key('key', idempotencyKey.slice(0, SHORT_KEY_LETTERS)),
    due: key('due'),
    wake: key('wake'),
    /** Getty's generation id → our job id. */
    getty: (generationRequestId: string) => key('getty', generationRequestId),
    /** Getty's id of a file → our download's id. */
    asset: (assetId: string) => key('asset', assetId),
    /** A file that a tenant registered with Getty, and a tenant's files, scored by creation time. */
    file: (id: string) => key('file', id),
    files: (tenant: string) => key('files', tenant),
    /** A picture that a tenant put up at Getty for a day. */
    upload: (id: string) => key('upload', id),
    /** Paid calls without a mark and without a known outcome, by their look: see lua/owners.lua. */
    unsettled: (look: string) => key('unsettled', look),
    /** The last download of an image: `{size_name, generated_asset_id}`. */
    image: (image: string) => key('image', image),
    /** Getty's processing times of the latest jobs of a kind of work: `generation` (from a prompt), `download`, or another operation. */
    took: (kind: string) => key('took', kind),
    /** Getty's limits from workers' settings, those found from refusals, and pauses. */
    limits: (name: 'pending' | 'queries') => key('limits', name),
    found: key('found'),
    /** How the minutes of a day went: number of the minute → numbers, see lua/commands/history/note_minute.lua. */
    history: (day: number) => key('history', String(day)),
    pauses: key('pauses'),
    /** Pause → its start, in ms. */
    pausedSince: key('paused-since'),
    /** Consecutive failures of Getty, and while it is away the cause. */
    gettyFailures: key('getty-failures'),
    slots: (resource: string) => key('slots', resource),
    /** Each tenant's place in the line of new reminders of a queue: see reminders.lua. */
    reminderTimes: (queue: string) => key('reminder-times', queue),
    /** Tenants that wait for a resource; with a tenant: its jobs that do. */
    line: (resource: string, tenant?: string) => (tenant === undefined ? key('line', resource) : key('line', resource, tenant)),
    /** The global event log, consumed by the notifier. */
    events: key('events'),
    /** Events with failed handling, with their entries. */
    eventsAside: key('events-aside'),
    /** Event → number of failed tries to handle it. */
    eventTries: key('event-tries'),
    /** A tenant's events of the last 72 hours. */
    feed: (tenant: string) => key('feed', tenant),
    /** The deliveries of one event, by its place in the log; their body; and the latest answers. See `deliveries.lua`. */
    eventDeliveries: (event: string) => key('event-deliveries', event),
    eventBody: (event: string) => key('event-body', event),
    eventAnswers: (event: string) => key('event-answers', event),
    /** A delivery as earlier versions stored it, and its tries as JSON. */
    oldDelivery: (id: string) => key('delivery', id),
    oldAttempts: (id: string) => key('attempts', id),
    /** The deliveries of a job, and all of a tenant, scored by creation time. */
    deliveries: (jobId: string) => key('deliveries', jobId),
    tenantDeliveries: (tenant: string) => key('tenant-deliveries', tenant),
    /** Pending deliveries that are due, a line per tenant, and those that are tried later. */
    deliveryLine: (tenant: string) => key('delivery-line', tenant),
    deliveryLater: key('delivery-later'),
    endpoint: (id: string) => key('endpoint', id),
    /**
     * The sealed secret for webhooks that a tenant's jobs name; and whether WEBHOOK_SECRET is set, for which tenant, with a sealed copy.
     */
    webhookSecret: (tenant: string) => key('webhook-secret', tenant),
    webhookSecretGiven: key('webhook-secret-given'),
    /** The audit of a tenant; of the empty name: what concerns no tenant. And the order of all tenants' entries, under the same ids. */
    audit: (tenant: string) => key('audit', tenant),
    auditLog: key('audit-log'),
    /** Tenants that have, or had, API keys. */
    tenantsWithKeys: key('tenants-with-keys'),
    /** An API key, and a tenant's API keys, scored by creation time. */
    apiKey: (id: string) => key('api-key', id),
    apiKeys: (tenant: string) => key('api-keys', tenant),
    /** When API keys were last used, and when those of settings were first seen (ms). */
    apiKeysUsed: key('api-keys-used'),
    apiKeysSeen: key('api-keys-seen'),
    /** A person of the dashboard, all of them by creation time, and who has a name, an e-mail address, a subject or a code: see people.lua. */
    person: (id: string) => key('person', id),
    people: key('people'),
    personOf: key('person-of'),
    /** A login that has not ended, by the SHA-256 of its token, and those of a person, scored by their ends. */
    session: (digest: string) => key('session', digest),
    sessions: (person: string) => key('sessions', person),
    /** Which versions have run here, and which formats they have written: see processes/admission.ts. */
    installation: key('installation'),
    /** A process of Darkroom as it noted itself, and all of the last hour by when they were seen. */
    process: (id: string) => key('process', id),
    processes: key('processes'),
    /** Getty's history compared with our records: see lua/shared/reconciliations.lua. */
    reconciliation: (id: string) => key('reconciliation', id),
    reconciliationDifferences: (id: string) => key('reconciliation-differences', id),
    /** A tenant's reconciliations, and all, scored by creation time. */
    reconciliations: (tenant: string) => key('reconciliations', tenant),
    allReconciliations: key('all-reconciliations'),
    reconciliationWork: (id: string) => key('reconciliation-work', id),
    reconciliationSeen: (id: string) => key('reconciliation-seen', id),
    reconciliationStrays: (id: string) => key('reconciliation-strays', id),
    reconciliationUnseen: (id: string) => key('reconciliation-unseen', id),
    /** The counts of the account's last one. */
    reconciliationLast: key('reconciliation-last'),
    /** Copies for the archive that are not finished: what each is, and when to look at it. See lua/shared/copies.lua. */
    copy: (jobId: string) => key('copy', jobId),
    copiesDue: key('copies-due'),
    /** A tenant's endpoints, scored by creation time. */
    endpoints: (tenant: string) => key('endpoints', tenant),
  };
}
