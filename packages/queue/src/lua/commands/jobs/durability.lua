-- durability: how this Redis keeps its writes, as a worker reads it from its settings.
--   durable      whether each write is on disk before it is answered
-- Returns {'noted'}.

notice_loss()
redis.call('HSET', key('incarnation'), 'durable', op.durable and '1' or '0')
return { 'noted', woken }
