import { ArchiveError, IncompleteFileError } from '@darkroom/archive';
import { GettyError } from '@darkroom/getty';
import type { Copy, ReminderData, ReminderOutcome } from '@darkroom/queue';

import { NoTurnError } from '../limits/no-turn.ts';
import type { ArchiverDeps, HeldCopy } from './archiver-deps.ts';
import { concludeCopy } from './conclude-copy.ts';
import { copyDownload } from './copy-download.ts';
import { copyPreviews } from './copy-previews.ts';
import { LostCopyError, SourceGoneError, StoppingError, type CopyOutcome } from './copy-outcome.ts';
import { folderOfCopy } from './folder-of-copy.ts';
import { holdCopy } from './hold-copy.ts';
import { copyInTrace, type CopyEnd } from './trace-copy.ts';

export type CopyEvents = {
  copyEnded: (ended: { copy: Copy; outcome: CopyOutcome; durationMs: number }) => void;
};

type CopyDeps = ArchiverDeps & { events: CopyEvents };

/** Makes one pass over a copy that is due: begin, copy or remove, conclude. `stopping`: the worker stops. */
export async function runCopy(deps: CopyDeps, { id }: ReminderData, stopping: AbortSignal): Promise<ReminderOutcome> {
  const startedAt = deps.clock.now();
  const copy = await deps.store.copies.begin(id);
  if (copy === 'missing') return { note: copy };
  if (typeof copy === 'number') return { note: 'taken', againAt: deps.clock.now() + copy };
  return copyInTrace(deps.tracing, { copy, startedAt }, () => copyOnce(deps, { copy, startedAt }, stopping));
}

async function copyOnce(deps: CopyDeps, { copy, startedAt }: { copy: Copy; startedAt: number }, stopping: AbortSignal): Promise<CopyEnd> {
  const refusal = deps.health.refuses();
  const outcome: CopyOutcome =
    refusal === undefined
      ? await holdCopy(deps, copy, stopping, (held) => work(deps, held)).catch((error: unknown) => afterError(deps, copy, error))
      : { kind: 'failed', error: refusal };
  const reminded = await concludeCopy(deps, copy, outcome);
  deps.events.copyEnded({ copy, outcome, durationMs: deps.clock.now() - startedAt });
  return { reminded, outcome };
}

async function work(deps: ArchiverDeps, held: HeldCopy): Promise<CopyOutcome> {
  const { what, record } = held.copy;
  if (what !== 'copy' || record === null) {
    await deps.archive.clear(folderOfCopy(held.copy), what === 'tidy' ? 'leftovers' : 'everything');
    deps.health.worked();
    return { kind: 'removed' };
  }
  const archive = await (record.type === 'download' ? copyDownload(deps, held, record) : copyPreviews(deps, held, record));
  deps.health.worked();
  return { kind: 'stored', archive };
}

/** What follows an error. @throws what is about Redis, or a bug */
function afterError(deps: ArchiverDeps, copy: Copy, error: unknown): CopyOutcome {
  if (error instanceof LostCopyError) return { kind: 'lost' };
  if (error instanceof StoppingError) return { kind: 'put_off', waitMs: 0 };
  if (error instanceof NoTurnError) return { kind: 'put_off', waitMs: error.waitMs };
  if (error instanceof ArchiveError) {
    deps.health.failed(error);
    return { kind: 'failed', error: error.message };
  }
  if (error instanceof SourceGoneError) return { kind: 'given_up', error: error.message };
  if (!(error instanceof GettyError || error instanceof IncompleteFileError)) throw error;
  const text = describe(error);
  return deps.clock.now() < copy.until
    ? { kind: 'failed', error: text }
    : { kind: 'given_up', error: `${text}; Getty keeps files for six months` };
}

/** Without Getty's body, which may quote prompts. */
function describe(error: GettyError | IncompleteFileError): string {
  if (error instanceof IncompleteFileError) return error.message;
  const what = error.call === 'file' ? "Getty's file" : 'Getty';
  if (error.status === undefined) return `${what} did not arrive: ${error.message}`;
  return `${what} answered ${error.status}${error.code === undefined ? '' : ` ${error.code}`}`;
}
