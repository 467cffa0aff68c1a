-- settle_delivery: what one try came to.
--   id
--   attempt      its number, from 1
--   status       'pending' (try again) | 'delivered' | 'failed' | 'refused'
--   next_at      ms, when pending
--   due          ms, when pending: when the sweep should look whether it was forgotten
--   entry        the try as JSON
--   timeline     the same for the job's timeline
-- Returns {'settled'} | {'stale'} (that try was settled by another) | {'missing'}.

local delivery = redis.call('HMGET', key('delivery', op.id), 'attempts', 'status', 'job_id')
if not delivery[2] then return { 'missing', woken } end
if number(delivery[1] or nil) >= op.attempt or delivery[2] ~= 'pending' then return { 'stale', woken } end

redis.call('HSET', key('delivery', op.id), 'attempts', op.attempt, 'status', op.status, 'next_at', op.next_at or '')
redis.call('RPUSH', key('attempts', op.id), op.entry)
if op.status == 'pending' then
  redis.call('ZADD', key('deliveries-due'), op.due, op.id)
else
  redis.call('ZREM', key('deliveries-due'), op.id)
end
if redis.call('EXISTS', key('job', delivery[3])) == 1 then append_timeline(delivery[3], op.timeline) end
return { 'settled', woken }
