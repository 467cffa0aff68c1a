-- put_off_reconciliation: its worker stops for now; any worker goes on later.
--   id, holder
--   wait         ms until then, by Redis' clock
--   work         fields of its work
-- Returns {'put_off', woken} | {'lost', woken}.

local work = key('reconciliation-work', op.id)
local holder = redis.call('HGET', work, 'holder')
if holder == op.holder then
  redis.call('HDEL', work, 'holder')
  store(work, { last_holder = op.holder })
  for field, value in pairs(op.work) do redis.call('HSET', work, field, value) end
  local at = redis_now() + op.wait
  redis.call('ZADD', key('reconciliations-open'), 'XX', at, op.id)
  if op.wait > 0 then redis.call('HSET', key('reconciliation', op.id), 'resume_at', whole(at)) end
  return { 'put_off', woken }
end
if not holder and redis.call('HGET', work, 'last_holder') == op.holder then return { 'put_off', woken } end
return { 'lost', woken }
