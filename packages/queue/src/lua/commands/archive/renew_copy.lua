-- renew_copy: a worker keeps a copy that it holds.
--   id, holder
--   lease        ms
-- Returns {'renewed'} | {'lost'}.

if redis.call('HGET', key('copy', op.id), 'holder') ~= op.holder then return { 'lost', woken } end
redis.call('HSET', key('copy', op.id), 'held_until', whole(redis_now() + op.lease))
redis.call('ZADD', key('copies-due'), op.now + op.lease, op.id)
return { 'renewed', woken }
