-- retire: removes what ended long ago: record, indexes, idempotency key, timeline, deliveries. While its end is still to be told (its event is
-- not handled by all groups, or a delivery is under way), it stays.
-- A batch goes by itself, and so does a delivery without a job; it has ended no earlier than its jobs.
--   before       ms: ended before this
--   most         how many at the most
-- Returns {'retired', woken, "type run id", …}: the caller removes the reminders.

local LOOK_AGAIN_MS = 3600 * 1000
local SKEW_MS = 60 * 1000 -- room for workers' clocks that differ

-- The notifier's group begins at 0. While it does not exist (no notifier ever started), it has handled nothing.
local NOT_STARTED = { name = 'notifier', ['last-delivered-id'] = '0-0' }

-- Everything that ended before (ms, by workers' clocks) has been handled by all groups: the instant of the oldest event that has not.
local function handled_before()
  local log = key('events')
  local before = math.huge
  if redis.call('EXISTS', log) == 0 then return before end
  local groups, started = {}, false
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', log)) do
    local group = as_table(flat)
    groups[#groups + 1] = group
    started = started or group.name == NOT_STARTED.name
  end
  if not started then groups[#groups + 1] = NOT_STARTED end
  for _, group in ipairs(groups) do
    local pending = group ~= NOT_STARTED and redis.call('XPENDING', log, group.name)[2]
    local oldest = pending or ('(' .. group['last-delivered-id'])
    local entry = redis.call('XRANGE', log, oldest, '+', 'COUNT', 1)[1]
    if entry then
      local at = as_table(entry[2]).updated_at or string.match(entry[1], '^%d+')
      before = math.min(before, tonumber(at) - SKEW_MS)
    end
  end
  return before
end

local function still_told(id)
  for _, delivery in ipairs(redis.call('ZRANGE', key('deliveries', id), 0, -1)) do
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
  for _, delivery in ipairs(redis.call('ZRANGE', key('deliveries', id), 0, -1)) do remove_delivery(delivery) end
  for _, pause in ipairs(redis.call('HKEYS', key('pauses'))) do redis.call('SREM', key('parked', pause), id) end
  redis.call('DEL', key('job', id), key('spec', id), key('result', id), key('timeline', id), key('deliveries', id))
end

local before = op.before
local function ended(set)
  return redis.call('ZRANGEBYSCORE', key(set), '-inf', '(' .. whole(before), 'LIMIT', 0, op.most)
end
if #ended('ended') + #ended('batches-ended') > 0 then before = math.min(before, handled_before()) end

local gone = { 'retired', woken }
for _, id in ipairs(ended('ended')) do
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
for _, id in ipairs(ended('batches-ended')) do
  local batch = redis.call('HMGET', key('batch', id), 'idempotency', 'tenant')
  if batch[1] then redis.call('DEL', key('idempotency', batch[1])) end
  if batch[2] then redis.call('ZREM', key('batches', batch[2]), id) end
  redis.call('DEL', key('batch', id), key('batch-rejected', id), key('batch-jobs', id))
  redis.call('ZREM', key('batches-ended'), id)
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('deliveries-ended'), '-inf', '(' .. whole(op.before), 'LIMIT', 0, op.most)) do remove_delivery(id) end
return gone
