-- put_off_copy: a worker gives a copy back, to be tried again.
--   id, holder
--   due          ms: when the sweep looks whether its reminder was lost
--   archive?     the record's `archive` meanwhile, as JSON; then the try counts
-- Returns {'put_off'} | {'lost'}.

local copy = redis.call('HMGET', key('copy', op.id), 'what', 'holder', 'last')
if copy[3] == op.holder then return { 'put_off', woken } end
if copy[2] ~= op.holder then return { 'lost', woken } end
redis.call('HDEL', key('copy', op.id), 'holder', 'held_until')
redis.call('HSET', key('copy', op.id), 'last', op.holder)
if op.archive then
  redis.call('HINCRBY', key('copy', op.id), 'tries', 1)
  local record = load(op.id)
  if record and copy[1] == 'copy' then copies.show_copy(op.id, record, op.archive) end
end
redis.call('ZADD', key('copies-due'), op.due, op.id)
return { 'put_off', woken }
