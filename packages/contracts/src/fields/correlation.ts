/**
 * The mark of Darkroom on a paid call: `[darkroom:<intent>]` at the end of Getty's `notes`. It shows in Getty's history which call made a
 * generation. The closing bracket keeps one id from matching the start of another. Only the end of the notes counts; the text before it is
 * the caller's.
 */
const MARK = /\[\s*darkroom\s*:/i;
const MARKS = /\[\s*darkroom\s*:[^\]]*\]?/gi;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const LAST_MARK = /\[darkroom:([^\][]*)\]$/;

export function correlationNote(intent: string): string {
  return `[darkroom:${intent}]`;
}

/**
 * Whether a text contains a mark, or the beginning of one, as a person would read it: also with invisible or similar-looking characters.
 * Callers may not send such a text.
 */
export function holdsMark(text: string): boolean {
  return MARK.test(text) || MARK.test(text.normalize('NFKC').replace(UNSEEN, ''));
}

/** The caller's notes without marks (records of an earlier version may contain some); undefined if nothing is left. */
export function withoutMarks(notes: string | undefined): string | undefined {
  if (notes === undefined || !holdsMark(notes)) return notes;
  const left = notes.replaceAll(MARKS, '').trim();
  return left === '' ? undefined : left;
}

/** The caller's notes with our mark appended. */
export function withCorrelation(notes: string | undefined, intent: string): string {
  const own = withoutMarks(notes);
  return own === undefined ? correlationNote(intent) : `${own} ${correlationNote(intent)}`;
}

/** The intent named by a mark at the end of the notes, or undefined. */
export function markedIntent(notes: string | null): string | undefined {
  return LAST_MARK.exec(notes?.trimEnd() ?? '')?.[1];
}
