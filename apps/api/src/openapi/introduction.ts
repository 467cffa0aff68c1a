/** What a reader must know before the first call. CommonMark. */
export const INTRODUCTION = `
Submit a generation or a download. The answer is \`202\` once the job is stored, and it survives the crash of any process. Darkroom then calls
Getty, waits until the images are ready, and sends you a signed webhook. You can also poll the job.

**Money.** Getty has no safe way to repeat a paid call. So Darkroom makes it at most once per run, unless Getty certainly refused it.
\`billing.state\` of a job shows its cost: \`not_charged\`, \`charged\`, \`may_be_charged\` or \`unknown\`. Read this field; the status does not
show the cost. A refused HTTP request never costs anything.

**Held.** If a paid call got no answer, Darkroom looks it up in Getty's history. If it is not found, the job is \`held\`: nothing more is spent
until an operator calls \`resolve\`. With \`on_unknown: "retry"\` the call is sent again instead, and you may pay twice.

**Repeating requests.** Give every submission an \`Idempotency-Key\` that you keep. After a lost answer, a 500 or a 503, send the same request
with the same key: you get the same job. Without a key it is a second job, paid a second time.

**Retries.** Darkroom itself repeats calls that Getty certainly did not accept, and keeps polling through temporary errors. Do not retry a job
that has not ended. \`POST /v1/jobs/{id}/retry\` runs a failed, canceled or expired job again; what Getty has accepted is polled for free.

**Limits.** Jobs wait as \`queued\` while Getty's limits are reached, and continue automatically. Set a \`deadline\` if that can be too late.

**Webhooks** are signed by [Standard Webhooks](https://www.standardwebhooks.com), so its libraries verify them; verify the raw bytes. They
arrive at least once and in any order: ignore a \`webhook-id\` that you have seen, and a job with a \`seq\` that is not above the one you know.

**Answers may gain fields.** Ignore unknown ones. Unknown fields in requests are refused, and all errors are reported at once.

The repository has more: docs/integrate.md, docs/job-lifecycle.md, docs/errors.md.
`.trim();
