-- overdue_deliveries: deliveries that should have been tried and were not; each is put forward, so that many sweepers share the work.
--   most, again  as in overdue
-- Returns {'overdue', woken, id, …}.

local found = { 'overdue', woken }
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('deliveries-due'), '-inf', op.now, 'LIMIT', 0, op.most)) do
  if redis.call('EXISTS', key('delivery', id)) == 1 then
    redis.call('ZADD', key('deliveries-due'), op.now + op.again, id)
    found[#found + 1] = id
  else
    redis.call('ZREM', key('deliveries-due'), id)
  end
end
return found
