/**
 * Names in the archive: `<tenant>/<yyyy>/<mm>/<job_id>/<index>-<size>.<ext>`. Tenants, job ids and sizes come from callers, so each becomes one safe part of
 * a path: no name leaves its folder, hides, or is longer than file systems allow.
 */

const LONGEST_PART = 100;

/** The folder of a job, by the month (UTC) of its creation (ms). */
export function folderOf(job: { id: string; tenant: string; createdAt: number }): string {
  const [year, month] = new Date(job.createdAt).toISOString().split('-');
  return [safePart(job.tenant), year, month, safePart(job.id)].join('/');
}

/** The name of a file without its extension. */
export function fileNameOf(index: number | string, what: string): string {
  return `${safePart(String(index))}-${safePart(what)}`;
}

export function safePart(text: string): string {
  const safe = text
    .slice(0, LONGEST_PART)
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_');
  return safe === '' ? '_' : safe;
}
