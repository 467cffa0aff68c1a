-- open_delivery: one event to one receiver, stored before it is first tried.
--   id           the same for the same event and receiver, so opening twice is opening once
--   fields       its first hash fields
--   due          ms: when the sweep should look whether it was forgotten
-- Returns {'opened'} | {'exists'} | {'closed'}: its endpoint is disabled or deleted.

if redis.call('EXISTS', key('delivery', op.id)) == 1 then return { 'exists', woken } end
if is_closed(op.fields.endpoint_id) then return { 'closed', woken } end
store(key('delivery', op.id), op.fields)
list_delivery(op.id, op.fields)
redis.call('ZADD', key('deliveries-due'), op.due, op.id)
return { 'opened', woken }
