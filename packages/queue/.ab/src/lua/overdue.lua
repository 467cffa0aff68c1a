-- overdue: what the sweep should look at now. Each is put forward, so that many sweepers share the work.
--   most         how many at the most
--   patience     ms: how long a woken job may take to begin before it is reminded again
--   again        ms: when to look again
-- Returns {'overdue', woken, "type run id status deadline_at", …}.

local slots = key('slots', 'pending')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', slots, '(0', op.now)) do redis.call('ZREM', slots, id) end
pump('pending')

local found = { 'overdue', woken }
local function take(set, before, again)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key(set), '-inf', before, 'LIMIT', 0, op.most)) do
    local record = load(id)
    if record then
      redis.call('ZADD', key(set), again, id)
      found[#found + 1] = table.concat({ record.type, record.run, id, record.status, record.deadline_at or '0' }, ' ')
    else
      redis.call('ZREM', key(set), id)
    end
  end
end
take('wake', op.now - op.patience, op.now)
take('due', op.now, op.now + op.again)
return found
