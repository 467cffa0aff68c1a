-- overdue_deliveries: deliveries that should have been tried and were not; each is put forward, so that many sweepers share the work.
--   most, again  as in overdue
-- Returns {'overdue', woken, looked, id, …}: how many were looked at, and those of them that have no reminder which waits or is worked on.

local looked = 0
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('deliveries-due'), '-inf', op.now, 'LIMIT', 0, op.most)) do
  looked = looked + 1
  if redis.call('EXISTS', key('delivery', id)) == 1 then
    local state = look_at_reminder('delivery', id)
    redis.call('ZADD', key('deliveries-due'), op.now + op.again, id)
    if state == 'delayed' or state == 'missing' then found[#found + 1] = id end
  else
    redis.call('ZREM', key('deliveries-due'), id)
  end
end
return { 'overdue', woken, whole(looked), unpack(found) }
