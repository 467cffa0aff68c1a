-- remove_job: removes an ended job with all that is kept of it, deliveries that are under way included.
--   id
--   most         how many deliveries at the most; its record goes with the last of them
--   keep?        true: what the archive has of it stays; else its removal becomes due in the same step
--   audit?       see shared/audit.lua
-- Returns {'removed', woken, type, run} | {'more'} | {'not_finished'} | {'missing'}.
--   removed      the caller removes the reminder; more: call again

local record = load(op.id)
if not record then return { 'missing', woken } end
if not FINAL[record.status] then return { 'not_finished', woken } end
if record.dependents then
  sources.release_dependents(op.id, op.most, write)
  if redis.call('EXISTS', key('dependents', op.id)) == 1 then return { 'more', woken } end
end
left = op.most
if not remove_deliveries(op.id) then return { 'more', woken } end
remove(op.id, record, op.keep)
redis.call('ZREM', key('ended'), op.id)
note_audit(op.audit, { tenant = record.tenant })
return { 'removed', woken, record.type, record.run }
