-- note_process: a process of Darkroom runs, or has stopped in order.
--   id           unique for the process
--   fields       what it is; the empty list when it has stopped
--   most         how many are kept
-- Returns {'noted'}.
-- Those that have not been seen for an hour are forgotten. All times are Redis' own.

local KEPT_MS = 3600 * 1000

local all, now = key('processes'), redis_now()
for _, id in ipairs(redis.call('ZRANGEBYSCORE', all, '-inf', now - KEPT_MS)) do redis.call('ZREM', all, id) end
if next(op.fields) then
  store(key('process', op.id), op.fields)
  redis.call('HSET', key('process', op.id), 'seen_at', whole(now))
  redis.call('PEXPIRE', key('process', op.id), KEPT_MS)
  redis.call('ZADD', all, now, op.id)
else
  redis.call('DEL', key('process', op.id))
  redis.call('ZREM', all, op.id)
end
for _, id in ipairs(redis.call('ZRANGE', all, 0, -1 - op.most)) do
  redis.call('DEL', key('process', id))
  redis.call('ZREM', all, id)
end
return { 'noted', woken }
