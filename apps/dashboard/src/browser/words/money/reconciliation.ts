import type { Difference, DifferentField, Reconciliation } from '@darkroom/contracts';

import { numberWords } from './money.ts';
import { counted } from '../text/text.ts';

const STATUSES: Record<Reconciliation['status'], string> = { running: 'Running', completed: 'Completed', failed: 'Failed' };

export function reconciliationStatus(status: Reconciliation['status']): string {
  return STATUSES[status];
}

/** Each kind of difference: its name, what it means, and what to do. */
export const DIFFERENCES: Record<Difference['kind'], { name: string; means: string; todo: string }> = {
  ours_only: {
    name: 'Only ours',
    means: 'Our record of a paid call that Getty does not show',
    todo: 'Resolve the job if it is held. If it was charged, ask Getty.',
  },
  getty_only: {
    name: 'Only Getty’s',
    means: 'A generation that Getty shows, and that no job of ours made',
    todo: 'Look for another application or person that uses the account.',
  },
  different: {
    name: 'Different',
    means: 'Both have it, and disagree',
    todo: 'If the job is held, adopt the generation with this id.',
  },
};

const FIELDS: Record<DifferentField, string> = {
  generation_request_id: 'Getty’s id',
  operation: 'operation',
  prompt: 'prompt',
  product_id: 'product',
  project_code: 'project',
  notes: 'notes',
  billing: 'bill',
};

/** In what both disagree: "prompt, bill". */
export function fieldWords(fields: readonly DifferentField[]): string {
  return fields.map((field) => FIELDS[field] ?? field).join(', ');
}

const STEPS: Record<Reconciliation['progress']['step'], string> = {
  waiting: 'Waits for a worker',
  getty: 'Reads Getty’s history',
  ours: 'Looks at our jobs',
  checking: 'Looks again for what was missing',
  done: 'Done',
};

/** How far it has come: "Reads Getty’s history: 3 pages, 250 entries, 0 jobs so far". */
export function progressWords({ step, pages, entries, jobs }: Reconciliation['progress']): string {
  if (step === 'waiting') return `${STEPS.waiting}.`;
  return `${STEPS[step]}: ${counted(pages, 'page')}, ${counted(entries, 'entry', 'entries')} of Getty and ${counted(jobs, 'job')} so far.`;
}

/** How many differences there are: "3 differences", "No difference". */
export function differencesWords({ ours_only: ours, getty_only: getty, different }: Reconciliation['counts']): string {
  const count = ours + getty + different;
  return count === 0 ? 'No difference' : counted(count, 'difference');
}

const COLUMNS = ['kind', 'job_id', 'generation_request_id', 'fields', 'cost'] as const;

/** The differences as a table for spreadsheets, cells apart by `separator`. A text that would run as a formula begins with `'`. */
export function differencesTable(differences: readonly Difference[], separator: ',' | '\t'): string {
  const rows = differences.map((difference) =>
    COLUMNS.map((column) => {
      const value = difference[column];
      return value === null ? '' : typeof value === 'string' ? value : value.join(' ');
    }),
  );
  return [COLUMNS, ...rows].map((cells) => cells.map((cell) => cellOf(cell, separator)).join(separator)).join('\r\n');
}

function cellOf(text: string, separator: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What was compared: "90 matched, 2 not comparable". */
export function comparedWords({ counts, not_compared: not }: Reconciliation): string {
  return `${numberWords(counts.matched)} matched${not === 0 ? '' : `, ${numberWords(not)} not comparable`}`;
}
