-- change_job: changes what a caller may still change of a job that was not sent.
--   id, seq      the caller decided on the record as it was at this seq
--   change       see write.lua
--   pass         unique for this call
--   audit?       see shared/audit.lua
--   ARGV[2]      its new `spec`
-- Returns {'changed', woken, record} | {'moved'} | {'missing'}.
--   moved        read again
-- A pass that is under way is overtaken: it may act by what was changed.

local record = load(op.id)
if not record then return { 'missing', woken } end
if record.last_op == op.pass then return { 'changed', woken, flatten(op.id, record) } end
if record.seq ~= op.seq or record.status ~= 'queued' or record.intent then return { 'moved', woken } end

local set = op.change.set
if set.priority and record.line then
  local before, after = number(record.priority), number(set.priority ~= '' and set.priority or nil)
  local line = key('line', record.line, record.tenant)
  if redis.call('ZSCORE', line, op.id) then redis.call('ZINCRBY', line, (before - after) * PRIORITY_STEP, op.id) end
end
if record.unfunded then money.stay_unfunded(record, op.change, ARGV[2]) end
if record.awaits then sources.stay_waiting(record, op.change, purchase_of(record, ARGV[2]).has_deadline) end
set.seq = whole(number(record.seq) + 1)
set.fence = whole(number(record.fence) + 1)
set.last_op = op.pass
set_spec(op.id, ARGV[2])
write(op.id, record, op.change)
note_audit(op.audit, { tenant = record.tenant })
if not (record.unfunded or record.awaits) then wake(op.id, record) end
return { 'changed', woken, flatten(op.id, load(op.id)) }
