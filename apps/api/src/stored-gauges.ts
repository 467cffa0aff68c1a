import { JobStatus } from '@darkroom/contracts';
import type { Backlog } from '@darkroom/queue';
import { Gauge, type Logger, type Registry } from '@darkroom/runtime';

import { watchBacklog } from './watch-backlog.ts';

type GaugesDeps = {
  logger: Logger;
  metrics: Registry;
  countJobs: () => Promise<Record<JobStatus, number>>;
  countAuditEntries: () => Promise<number>;
  backlog: () => Promise<Backlog>;
};

/** Metrics of what is stored, counted whenever they are read. */
export function registerStoredGauges({ logger, metrics, countJobs, countAuditEntries, backlog }: GaugesDeps): void {
  watchBacklog({ logger, metrics, backlog });
  const jobs: Gauge<'status'> = new Gauge({
    name: 'darkroom_jobs',
    help: 'Jobs by status, of all tenants',
    labelNames: ['status'],
    registers: [metrics],
    collect: async () => {
      try {
        const counts = await countJobs();
        for (const status of JobStatus.options) jobs.set({ status }, counts[status]);
      } catch (error) {
        jobs.reset(); // an old value would look current
        logger.warn({ error }, 'metrics.jobs_not_counted');
      }
    },
  });

  const auditEntries: Gauge = new Gauge({
    name: 'darkroom_audit_entries',
    help: 'Entries of the audit, of all tenants; each takes about 250 bytes of Redis',
    registers: [metrics],
    collect: async () => {
      try {
        auditEntries.set(await countAuditEntries());
      } catch (error) {
        auditEntries.remove();
        logger.warn({ error }, 'metrics.audit_not_counted');
      }
    },
  });
}
