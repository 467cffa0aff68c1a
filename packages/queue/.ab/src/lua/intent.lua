-- intent: written before a paid call. Only the caller who is told 'new' may make the call.
--   id, fence
--   intent       the intent's id: unique for this pass, so a resend is told 'new' again
--   timeline
-- Returns {'new'} | {'exists'} (another intent has no outcome yet) | {'canceled'} (cancel was asked for meanwhile) | {'fenced'}.

local record = load(op.id)
if not record or record.fence ~= op.fence or FINAL[record.status] then return { 'fenced', woken } end
if record.intent == op.intent then return { 'new', woken } end
if record.intent then return { 'exists', woken } end
if record.cancel then return { 'canceled', woken } end

write(op.id, record, {
  status = 'submitting',
  set = {
    intent = op.intent,
    intent_at = whole(op.now),
    attempts = whole(number(record.attempts) + 1),
    submitted_at = record.submitted_at or whole(op.now),
    billing = 'unknown',
    because = 'submitting',
  },
  timeline = op.timeline,
})
return { 'new', woken }
