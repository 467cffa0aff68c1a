-- retire: removes what ended long ago: record, indexes, idempotency key, timeline, deliveries. While its end is still being told, it stays.
-- A batch goes by itself; it has ended no earlier than its jobs.
--   before       ms: ended before this
--   most         how many at the most
-- Returns {'retired', woken, "type run id", …}: the caller removes the reminders.

local LOOK_AGAIN_MS = 3600 * 1000

local function still_told(id)
  for _, delivery in ipairs(redis.call('LRANGE', key('deliveries', id), 0, -1)) do
    if redis.call('HGET', key('delivery', delivery), 'status') == 'pending' then return true end
  end
  return false
end

local function remove(id, record)
  redis.call('ZREM', key('jobs', record.tenant), id)
  redis.call('ZREM', key('status', record.tenant, record.status), id)
  if record.batch_id then redis.call('ZREM', key('batch-jobs', record.batch_id), id) end
  if record.idempotency then redis.call('DEL', key('idempotency', record.idempotency)) end
  if record.getty_id then redis.call('DEL', key('getty', record.getty_id)) end
  for _, delivery in ipairs(redis.call('LRANGE', key('deliveries', id), 0, -1)) do
    redis.call('DEL', key('delivery', delivery), key('attempts', delivery))
  end
  redis.call('DEL', key('job', id), key('spec', id), key('timeline', id), key('deliveries', id))
end

local gone = { 'retired', woken }
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('ended'), '-inf', '(' .. whole(op.before), 'LIMIT', 0, op.most)) do
  local record = load(id)
  if record and still_told(id) then
    redis.call('ZADD', key('ended'), op.before + LOOK_AGAIN_MS, id)
  else
    if record then
      remove(id, record)
      gone[#gone + 1] = record.type .. ' ' .. record.run .. ' ' .. id
    end
    redis.call('ZREM', key('ended'), id)
  end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('batches-ended'), '-inf', '(' .. whole(op.before), 'LIMIT', 0, op.most)) do
  local idempotency = redis.call('HGET', key('batch', id), 'idempotency')
  if idempotency then redis.call('DEL', key('idempotency', idempotency)) end
  redis.call('DEL', key('batch', id), key('batch-rejected', id), key('batch-jobs', id))
  redis.call('ZREM', key('batches-ended'), id)
end
return gone
