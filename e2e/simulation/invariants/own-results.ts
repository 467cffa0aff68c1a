import { operationOfRequest, sourceOf, type GenerationRequest } from '@darkroom/contracts';

import type { Made } from '../getty/ledger.ts';
import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** A job has only a generation that was made by its own operation, of its own source. An operator may adopt another one knowingly. */
export const ownResults: Invariant = {
  name: 'no job has the result of another operation or source',
  now: async (world) => {
    const { jobs, specs } = await readRecords(world);
    return [...jobs].flatMap(([id, job]) => {
      const made = world.ledger.made.get(job['getty_id'] ?? '');
      const request = specs.get(id);
      if (job['type'] !== 'generation' || !made || !request || world.book.adopts.has(id)) return [];
      return judge(world, { id, job, request, made });
    });
  },
};

type Found = { id: string; job: Record<string, string>; request: GenerationRequest; made: Made };

function judge({ ledger }: World, { id, job, request, made }: Found): Violation[] {
  const wrong = (says: string): Violation[] => [{ says: `${id}: ${says}`, about: [id, made.id] }];
  const operation = operationOfRequest(request);
  if (made.operation !== operation) return wrong(`it is ${operation}, and has ${made.id}, made by ${made.operation}`);
  const [wanted, given] = [describe(expectedSource(job, request)), describe(made.source)];
  if (wanted !== given) return wrong(`it works on ${wanted}, and has ${made.id}, made of ${given}`);
  const marked = /\[darkroom:(job_[0-9a-f]{32})\.[^\]]*\]$/.exec(made.notes ?? '')?.[1];
  if (marked !== undefined && marked !== id) return wrong(`it has ${made.id}, which was made for ${marked}`);
  const image = made.source && 'generation_request_id' in made.source ? made.source : null;
  const source = image && ledger.made.get(image.generation_request_id);
  return source && source.readyAt > made.at ? wrong(`Getty took it before its source ${source.id} was done`) : [];
}

/** The source as the request names it, with Getty's id where it names a job. */
function expectedSource(job: Record<string, string>, request: GenerationRequest): Made['source'] {
  const source = sourceOf(request);
  if (!source) return null;
  if (source.asset_id !== undefined || source.file_id !== undefined) return { id: source.asset_id ?? source.file_id ?? '' };
  return { generation_request_id: job['source_id'] ?? source.generation_request_id ?? 'no generation', index: source.index ?? 0 };
}

function describe(source: Made['source']): string {
  if (source === null) return 'nothing';
  return 'id' in source ? source.id : `image ${source.index} of ${source.generation_request_id}`;
}
