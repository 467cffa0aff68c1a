/** What a reader must know before the first call. CommonMark. */
export const INTRODUCTION = `
Submit a generation or a download: the answer is \`202\` once it is stored, and it survives the crash of any process. Darkroom then calls
Getty, waits until the pictures are there, and tells you by a signed webhook. You can also poll the job.

**Money.** Getty has no way to make a paid call safe to repeat. Darkroom therefore makes it at most once per run, unless Getty surely
refused it. \`billing.state\` of a job says what it cost: \`not_charged\`, \`charged\`, \`may_be_charged\` or \`unknown\`. Read it; do not guess
it from the status. A refused HTTP request never costs anything.

**Held.** When a paid call got no answer, Darkroom looks it up in Getty's history. What cannot be found out is \`held\`: nothing more is spent
until a person has looked and calls \`resolve\`. With \`on_unknown: "retry"\` it is sent again instead, and you may pay twice.

**Sending again.** Give every submission an \`Idempotency-Key\` that you keep. After a lost answer, a 500 or a 503, send the same request with
the same key: you get the same job. Without a key it is a second job, paid a second time.

**Retries.** Darkroom itself sends again whatever Getty surely did not take, and polls through every passing error. Do not retry a job that
has not ended. \`POST /v1/jobs/{id}/retry\` runs one again that failed, was canceled or expired; what Getty has accepted is polled for free.

**Limits.** Jobs wait as \`queued\` while Getty's limits are met, and go on by themselves. Set a \`deadline\` if that can be too late.

**Webhooks** are signed as [Standard Webhooks](https://www.standardwebhooks.com) says, so that its libraries verify them; do that over the raw
bytes. They come at least once and in no promised order: drop a \`webhook-id\` that you have seen, and a job whose \`seq\` is not above the one
you know.

**Answers may gain fields.** Ignore those that you do not know. Unknown fields in requests are refused, and all that is wrong is said at
once.

More stands in the repository: docs/integrate.md, docs/job-lifecycle.md, docs/errors.md.
`.trim();
