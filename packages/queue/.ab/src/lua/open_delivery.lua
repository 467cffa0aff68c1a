-- open_delivery: one event to one endpoint, stored before it is first tried.
--   id           the same for the same event and endpoint, so opening twice is opening once
--   job_id
--   fields       its first hash fields
--   due          ms: when the sweep should look whether it was forgotten
-- Returns {'opened'} | {'exists'}.

local ORPHAN_S = 7 * 86400 -- longer than any delivery is tried

if redis.call('EXISTS', key('delivery', op.id)) == 1 then return { 'exists', woken } end
local flat = {}
for field, value in pairs(op.fields) do
  flat[#flat + 1] = field
  flat[#flat + 1] = value
end
redis.call('HSET', key('delivery', op.id), unpack(flat))
redis.call('RPUSH', key('deliveries', op.job_id), op.id)
redis.call('ZADD', key('deliveries-due'), op.due, op.id)
if redis.call('EXISTS', key('job', op.job_id)) == 0 then
  -- Its job was removed before the event was handled: nothing else would remove the delivery.
  redis.call('EXPIRE', key('delivery', op.id), ORPHAN_S)
  redis.call('EXPIRE', key('deliveries', op.job_id), ORPHAN_S)
end
return { 'opened', woken }
