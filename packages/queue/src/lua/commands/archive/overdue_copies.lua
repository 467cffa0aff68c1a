-- overdue_copies: copies that the sweep should remind of. Each is put forward, so that many sweepers share the work.
--   most         how many at the most
--   again        ms: when to look again; at one that waits for a worker later, see waits_on
--   longest      ms: but no later than that
-- Returns {'overdue', woken, looked, found…}.
--   looked       how many were looked at; found: ids without a reminder that will lead to a pass

local looked, found = 0, {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('copies-due'), '-inf', op.now, 'LIMIT', 0, op.most)) do
  looked = looked + 1
  local created = redis.call('HGET', key('copy', id), 'created_at')
  if created then
    local state = look_at_reminder('archive', id)
    local again = state == 'waiting' and math.max(op.again, math.min(op.now - created, op.longest)) or op.again
    redis.call('ZADD', key('copies-due'), op.now + again, id)
    if state == 'delayed' or state == 'missing' then found[#found + 1] = id end
  else
    redis.call('ZREM', key('copies-due'), id)
  end
end
return { 'overdue', woken, whole(looked), unpack(found) }
