-- begin: a worker starts a pass over a due job and is handed the fence that its later writes must present.
--   id, run
--   pass         unique for this call, so that a resend gets the same fence
--   due          ms: when to look again if this pass comes to nothing
-- Returns {'begun', woken, record, paced, epoch} (paced '1': calls must ask for their time, see reserve) | {'missing'} | {'stale'} (another run) | {'ended'} (nothing to do: final or held).

local record = load(op.id)
if not record then return { 'missing', woken } end
if record.run ~= op.run then return { 'stale', woken } end
if FINAL[record.status] or record.status == 'held' then return { 'ended', woken } end

if record.last_op ~= op.pass then
  record.fence = whole(number(record.fence) + 1)
  record.starts = whole(number(record.starts) + 1)
  record.last_op = op.pass
  redis.call('HSET', key('job', op.id), 'fence', record.fence, 'starts', record.starts, 'last_op', op.pass)
  redis.call('ZREM', key('wake'), op.id)
  set_due(op.id, record, op.due)
end
-- A time given out in an earlier epoch of the query budget is void.
if record.reserved_epoch ~= query_epoch() then record.reserved_at = nil end
return { 'begun', woken, flatten(op.id, record), paced() and '1' or '0', query_epoch() }
