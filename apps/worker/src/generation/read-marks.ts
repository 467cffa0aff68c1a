import { markedIntent } from '@darkroom/contracts';
import { readHistoryPages, type GettyClient, type HistoryWindow } from '@darkroom/getty';

/** A generation in Getty's history with a mark of ours. `at`: when it was made, in ms; null if Getty does not say. */
export type Marked = { intent: string; id: string; at: number | null };
/** By job. */
export type Marks = Map<string, Marked[]>;

/** Reads Getty's generations of that time that have our marks. `complete`: all pages were read. @throws GettyError */
export async function readMarks(
  getty: Pick<GettyClient, 'history'>,
  window: Omit<HistoryWindow, 'enough'>,
): Promise<{ marks: Marks; complete: boolean }> {
  const { items, complete } = await readHistoryPages(getty, window);
  const marks: Marks = new Map();
  for (const { notes, generation_request_id: id, generation_date: date } of items) {
    const intent = markedIntent(notes);
    const job = intent?.split('.')[0];
    if (!intent || !job) continue;
    const at = Date.parse(date ?? '');
    marks.set(job, [...(marks.get(job) ?? []), { intent, id, at: Number.isNaN(at) ? null : at }]);
  }
  return { marks, complete };
}
