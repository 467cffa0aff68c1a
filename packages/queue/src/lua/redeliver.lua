-- redeliver: sends a delivery again, with a fresh round of tries; a pending one at once.
--   id
--   due          ms: when the sweep should look whether it was forgotten
--   once         see once.lua
-- Returns {'replayed' | 'reused', …} | {'pending', …} | {'closed', …}: its endpoint is disabled or deleted | {'missing'}.

local delivery = redis.call('HMGET', key('delivery', op.id), 'status', 'attempts', 'endpoint_id')
if not delivery[1] then return { 'missing', woken } end
local before = done_before()
if before then return before end
if is_closed(delivery[3]) then return { 'closed', woken } end
redis.call('HSET', key('delivery', op.id), 'status', 'pending', 'next_at', '')
if delivery[1] ~= 'pending' then
  redis.call('HSET', key('delivery', op.id), 'round_from', delivery[2] or '0')
  redis.call('HDEL', key('delivery', op.id), 'finished_at')
  redis.call('ZREM', key('deliveries-ended'), op.id)
end
redis.call('ZADD', key('deliveries-due'), op.due, op.id)
remember()
return { 'pending', woken }
