import type { JobFilter } from '@darkroom/client';
import type { Command } from 'commander';

import { readDuration, readMetadata, readWholeNumber } from '../../read-options.ts';
import type { World } from '../../world.ts';

export type FilterOptions = {
  status?: string;
  type?: string;
  reason?: string;
  operation?: string;
  billing?: string;
  batch?: string;
  parent?: string;
  gettyId?: string;
  project?: string;
  product?: number;
  source?: string;
  since?: number;
  olderThan?: number;
  metadata?: Record<string, string>;
  q?: string;
};

/** The options that say which jobs: of the list, and of what acts on many. */
export function addFilter(command: Command): Command {
  return command
    .option('--status <list>', 'such as failed,expired')
    .option('--type <type>', 'generation or download')
    .option('--reason <list>', 'why jobs are queued, such as capacity')
    .option('--operation <list>', 'such as variation')
    .option('--billing <list>', 'such as charged')
    .option('--batch <id>', 'the jobs of a batch')
    .option('--parent <job id>', 'the downloads that this generation started')
    .option('--getty-id <id>', 'with this generation request id of Getty')
    .option('--project <code>', 'under this project code')
    .option('--product <id>', 'under this product', readWholeNumber)
    .option('--source <job id>', 'made from an image of this job')
    .option('--since <time>', 'created within this time, such as 2h or 7d', readDuration)
    .option('--older-than <time>', 'created longer ago than this, such as 2h or 7d', readDuration)
    .option('--metadata <key=value>', 'with this in their metadata, also several times', readMetadata)
    .option('--q <text>', 'words of the prompt, or an id');
}

/** The filter, or undefined where no option of it is given. */
export function readFilter(world: World, options: FilterOptions): JobFilter | undefined {
  const { batch, parent, gettyId, project, product, source, since, olderThan, status, type, reason, operation, billing, metadata, q } =
    options;
  const ago = (ms: number | undefined) => (ms === undefined ? undefined : new Date(world.now() - ms).toISOString());
  const filter = {
    status,
    type,
    reason,
    operation,
    billing,
    metadata,
    q,
    batch_id: batch,
    parent_id: parent,
    generation_request_id: gettyId,
    project_code: project,
    product_id: product,
    source_job_id: source,
    created_after: ago(since),
    created_before: ago(olderThan),
  };
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  // The API validates the values.
  return given.length === 0 ? undefined : (Object.fromEntries(given) as JobFilter);
}
