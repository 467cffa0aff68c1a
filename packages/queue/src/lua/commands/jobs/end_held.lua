-- end_held: a person ends a held job.
--   id, seq      the caller decided on the record as it was at this seq
--   change       see write.lua: a final status
--   pass         unique for this call
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'ended', woken, record} | {'changed'} | {'missing'} | {'replayed' | 'reused', woken, token, found}.
--   changed      read again

local record = load(op.id)
if not record then return { 'missing', woken } end
local before = done_before()
if before then return before end
if record.last_op == op.pass then return { 'ended', woken, flatten(op.id, record) } end
if record.seq ~= op.seq or record.status ~= 'held' then return { 'changed', woken } end

op.change.set.fence = whole(number(record.fence) + 1)
op.change.set.last_op = op.pass
write(op.id, record, op.change)
note_audit(op.audit, { tenant = record.tenant })
remember()
return { 'ended', woken, flatten(op.id, record) }
