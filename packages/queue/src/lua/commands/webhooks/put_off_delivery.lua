-- put_off_delivery: a notifier that took it comes back to it later, without a try.
--   id
--   at           ms
-- Returns {'put_off'} | {'stale'}.
--   stale        it is not pending, or due again already

local d = load_delivery(op.id)
if not d or d.status ~= 'pending' or not redis.call('ZSCORE', key('delivery-later'), op.id) then return { 'stale', woken } end
redis.call('ZADD', key('delivery-later'), op.at, op.id)
return { 'put_off', woken }
