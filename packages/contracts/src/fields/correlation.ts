/**
 * Our mark on a paid call: `[darkroom:<intent>]` at the end of Getty's `notes`. Whoever reads Getty's history sees by it which call made a
 * generation. It is closed, so that no id is the start of another, and it counts at the end only: what stands before it is the caller's.
 */
const MARK = /\[\s*darkroom\s*:/i;
const MARKS = /\[\s*darkroom\s*:[^\]]*\]?/gi;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const LAST_MARK = /\[darkroom:([^\][]*)\]$/;

export function correlationNote(intent: string): string {
  return `[darkroom:${intent}]`;
}

/**
 * Whether a text holds a mark, or the beginning of one, as people see it: with characters in it that are not seen, or that are written otherwise.
 * No caller may send such a text.
 */
export function holdsMark(text: string): boolean {
  return MARK.test(text) || MARK.test(text.normalize('NFKC').replace(UNSEEN, ''));
}

/** The caller's own notes, without marks that a record of an earlier version may hold; undefined where nothing is left. */
export function withoutMarks(notes: string | undefined): string | undefined {
  if (notes === undefined || !holdsMark(notes)) return notes;
  const left = notes.replaceAll(MARKS, '').trim();
  return left === '' ? undefined : left;
}

/** The caller's own notes with our mark behind them. */
export function withCorrelation(notes: string | undefined, intent: string): string {
  const own = withoutMarks(notes);
  return own === undefined ? correlationNote(intent) : `${own} ${correlationNote(intent)}`;
}

/** The intent that a mark at the end of notes names; undefined where there is none. */
export function markedIntent(notes: string | null): string | undefined {
  return LAST_MARK.exec(notes?.trimEnd() ?? '')?.[1];
}
