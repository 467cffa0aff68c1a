/** Our id of a paid call, as it stands in Getty's `notes`: visible to whoever reads Getty's history, and closed, so that no id is the start of another. */
export function correlationNote(intent: string): string {
  return `[darkroom:${intent}]`;
}

/** The caller's own notes with ours behind them. */
export function withCorrelation(notes: string | undefined, intent: string): string {
  return notes === undefined ? correlationNote(intent) : `${notes} ${correlationNote(intent)}`;
}
