/** @typedef {import('../jobs/job-card.ts').JobCard} JobCard */
/** @typedef {Record<string, Record<string, number>>} TenantCounts */
/** @typedef {{status: string | null, tenant: string | null}} Filter */

/** What the page knows, and who wants to hear of it. One draw a frame, however much has come in. */
export function createBoard() {
  /** @type {Map<string, JobCard>} */
  let jobs = new Map();
  /** @type {TenantCounts} */
  let counts = {};
  /** @type {Filter} */
  let filter = { status: null, tenant: null };
  let newest = 0;
  let loaded = false;
  let drawing = false;
  /** @type {(() => void)[]} */
  const listeners = [];

  const changed = () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      for (const draw of listeners) draw();
    });
  };

  return {
    get loaded() {
      return loaded;
    },
    get filter() {
      return filter;
    },
    /** How many jobs the page shows at the most, but for held ones. */
    get newest() {
      return newest;
    },
    /** @param {() => void} draw */
    onChange: (draw) => void listeners.push(draw),
    /** @param {string} id */
    job: (id) => jobs.get(id),
    tenants: () => Object.keys(counts),

    /** Newest first. */
    all: () => [...jobs.values()].sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id)),
    /** Newest first, as far as they pass the filter. */
    shown() {
      return this.all().filter((card) => passes(card, filter));
    },

    /** How many jobs there are of a status (of the tenant chosen). @param {string} status */
    count(status) {
      const chosen = Object.entries(counts).filter(([tenant]) => filter.tenant === null || tenant === filter.tenant);
      return chosen.reduce((sum, [, each]) => sum + (each[status] ?? 0), 0);
    },
    total: () => Object.values(counts).reduce((sum, each) => sum + Object.values(each).reduce((some, count) => some + count, 0), 0),

    /** @param {{newest: number, jobs: JobCard[], counts: TenantCounts}} snapshot */
    load(snapshot) {
      jobs = new Map(snapshot.jobs.map((card) => [card.id, card]));
      ({ newest, counts } = snapshot);
      loaded = true;
      changed();
    },
    /** @param {{jobs: JobCard[], gone: string[]}} change */
    change(change) {
      for (const id of change.gone) jobs.delete(id);
      for (const card of change.jobs) jobs.set(card.id, card);
      changed();
    },
    /** @param {TenantCounts} latest */
    recount(latest) {
      counts = latest;
      changed();
    },
    /** @param {Partial<Filter>} part */
    choose(part) {
      filter = { ...filter, ...part };
      changed();
    },
  };
}

/** @typedef {ReturnType<typeof createBoard>} Board */

/** @param {JobCard} card @param {Filter} filter */
function passes(card, filter) {
  return (filter.status === null || card.status === filter.status) && (filter.tenant === null || card.tenant === filter.tenant);
}
