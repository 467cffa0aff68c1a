-- stop: ends a job from outside its pipeline: a caller cancels it, or its deadline has passed.
--   id
--   status       'canceled' | 'expired'
--   event        the event type of that end
--   timeline     the entry of that end
--   asked        the entry that says it was asked for
--   pass         unique for this call
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- What was not sent ends at once and free of charge, and a held job ends with its bill unknown. Any other job is woken, and its pipeline
-- ends it at the next step.
-- Returns {'stopped' | 'asked' | 'ended' | 'replayed' | 'reused', woken, record} | {'missing'}.
--   ended        it had ended before, or its deadline has not passed

local record = load(op.id)
if not record then return { 'missing', woken } end
local before = done_before()
if before then return { before[1], woken, flatten(op.id, record) } end
if FINAL[record.status] then return { record.status == op.status and record.last_op == op.pass and 'stopped' or 'ended', woken, flatten(op.id, record) } end
if op.status == 'expired' and op.now < tonumber(record.deadline_at) then return { 'ended', woken, flatten(op.id, record) } end

local unsent = record.status == 'queued' and not record.intent
if unsent or (record.status == 'held' and op.status == 'canceled') then
  local status_before = record.status
  write(op.id, record, {
    status = op.status,
    set = { fence = whole(number(record.fence) + 1), last_op = op.pass },
    timeline = op.timeline,
    event = op.event,
  })
  note_audit(op.audit, { tenant = record.tenant, changes = '{"status":{"before":"' .. status_before .. '","after":"' .. op.status .. '"}}' })
  remember()
  return { 'stopped', woken, flatten(op.id, record) }
end
if record.status == 'held' then return { 'asked', woken, flatten(op.id, record) } end

if op.status == 'canceled' and not record.cancel then
  write(op.id, record, { set = { cancel = '1' }, timeline = op.asked })
  note_audit(op.audit, { tenant = record.tenant })
end
wake(op.id, record)
remember()
return { 'asked', woken, flatten(op.id, record) }
