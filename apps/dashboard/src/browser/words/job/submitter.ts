const PERSON = 'person:';

/** Who submitted a job, or made a paid call. `names`: of API keys, by their ids; a name may be given twice, so the end of the id stands beside it. */
export function submitterWords(id: string, names: Readonly<Record<string, string>>): string {
  return id.startsWith(PERSON) ? `${id.slice(PERSON.length)}, in the dashboard` : `${names[id] ?? 'Key'} (…${id.slice(-4)})`;
}
