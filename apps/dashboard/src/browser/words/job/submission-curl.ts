import type { Job } from '@darkroom/contracts';

/** The submission that makes the same job again, as a command. What is over by now is left out. `now` in ms. */
export function submissionCurl(job: Job, { apiUrl, now }: { apiUrl: string; now: number }): string {
  const { path, body } = submissionOf(job, now);
  return `curl ${apiUrl}${path} \\
  -H "Authorization: Bearer $DARKROOM_KEY" \\
  -H 'Content-Type: application/json' \\
  -d ${quoted(JSON.stringify(body))}`;
}

export function submissionOf({ type, request, metadata }: Job, now: number): { path: string; body: Record<string, unknown> } {
  const body: Record<string, unknown> = { ...request, ...(metadata !== null && { metadata }) };
  for (const name of ['run_at', 'deadline']) if (typeof body[name] === 'string' && Date.parse(body[name]) <= now) delete body[name];
  // The query of its address, which pages do not get, may be what makes it work.
  if (isCut(body['webhook'])) delete body['webhook'];
  if (type === 'generation') return { path: '/v1/generations', body };
  if ('generated_asset_id' in body) return { path: '/v1/redownloads', body };
  // A stored download has both; a submission names one.
  if (typeof body['job_id'] === 'string') delete body['generation_request_id'];
  return { path: '/v1/downloads', body };
}

function isCut(webhook: unknown): boolean {
  return typeof webhook === 'object' && webhook !== null && 'url' in webhook && String(webhook.url).endsWith('?…');
}

/** For a shell: nothing within single quotes means anything, but for the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
