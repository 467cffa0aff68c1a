-- durability: how this Redis keeps its writes, as a worker reads it from its settings.
--   durable      whether each write is on disk before it is answered
-- Returns {'noted'}.

local SNAPSHOT_RENEWED_MS = 10 * 60 * 1000 -- many times what a command that takes a backup needs to renew its mark

local incarnation = key('incarnation')

-- Removes a mark of this server that is no longer renewed, since its command was killed: it would make the next server look restored.
local function forget_abandoned_snapshot()
  local seen = redis.call('HMGET', incarnation, 'snapshot', 'run_id')
  local taken_by, taken_at = string.match(seen[1] or '', '^(%x+) (%d+)$')
  if taken_by == seen[2] and op.now > tonumber(taken_at) + SNAPSHOT_RENEWED_MS then redis.call('HDEL', incarnation, 'snapshot') end
end

notice_loss() -- notes this server
forget_abandoned_snapshot()
redis.call('HSET', incarnation, 'durable', op.durable and '1' or '0', 'noted_at', whole(op.now))
return { 'noted', woken }
