-- end_copy: a copy is complete or given up, or what was to be removed is gone.
--   id, holder
--   archive?     the record's `archive` from now on, as JSON
--   done?        true: it is complete
-- Returns {'ended'} | {'lost'} | {'gone'}.
--   lost         another worker has it, or the job was removed and its files are to be removed
--   gone         job and copy were removed: what this worker has put in place is nobody's

local record = load(op.id)
if record and record.copied_by == op.holder then return { 'ended', woken } end
local copy = redis.call('HMGET', key('copy', op.id), 'what', 'holder')
if not copy[1] then return { record and 'lost' or 'gone', woken } end
if copy[2] ~= op.holder then return { 'lost', woken } end
if record and op.archive then
  redis.call('HSET', key('job', op.id), 'copied_by', op.holder)
  if op.done then redis.call('ZREM', key('expiring'), op.id) end
  copies.show_copy(op.id, record, op.archive, op.done and record.type == 'download' and 'download.archived' or nil)
end
redis.call('DEL', key('copy', op.id))
redis.call('ZREM', key('copies-due'), op.id)
return { 'ended', woken }
