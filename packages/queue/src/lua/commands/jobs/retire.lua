-- retire: removes what ended long ago: record, indexes, idempotency key, timeline, deliveries. It stays while its end is not yet published: its
-- event is not handled by all groups, or a delivery is under way. It also stays while its copy for the archive is not finished and Getty has the file.
-- A batch goes by itself, and so does a delivery without a job; it has ended no earlier than its jobs.
--   before       ms: ended before this
--   most         how much work at the most: a job, a batch and a delivery are one each. What is left is for the next command: of a job with
--                many deliveries some go first, and its record with the last of them
-- Returns {'retired', woken, left, gone…}.
--   left         'more' | 'all'; gone: "type run id" of reminders that the caller removes

local LOOK_AGAIN_MS = 3600 * 1000
local LOOKED_AT = 200 -- deliveries of one job checked for a pending one: the latest

left = op.most

local function still_told(id)
  local latest = redis.call('ZREVRANGE', key('deliveries', id), 0, LOOKED_AT - 1)
  left = left - #latest * LOOK
  for _, delivery in ipairs(latest) do
    if is_pending_delivery(delivery) then return true end
  end
  return false
end

local function still_copied(id, record)
  local ends = record.archive and redis.call('HGET', key('copy', id), 'until')
  return ends and tonumber(ends) > op.now
end

local before = op.before
local function ended(set, instant)
  return redis.call('ZRANGEBYSCORE', key(set), '-inf', '(' .. whole(instant or before), 'LIMIT', 0, math.max(0, math.ceil(left)))
end
if #redis.call('ZRANGEBYSCORE', key('ended'), '-inf', '(' .. whole(before), 'LIMIT', 0, 1)
  + #redis.call('ZRANGEBYSCORE', key('batches-ended'), '-inf', '(' .. whole(before), 'LIMIT', 0, 1) > 0 then
  before = math.min(before, handled_before())
end

local gone = {}
for _, id in ipairs(ended('ended')) do
  if left <= 0 then break end
  left = left - 1
  local record = load(id)
  if record and (still_told(id) or still_copied(id, record)) then
    redis.call('ZADD', key('ended'), op.before + LOOK_AGAIN_MS, id)
  else
    if not remove_deliveries(id) then break end
    if record then
      remove(id, record, true)
      gone[#gone + 1] = record.type .. ' ' .. record.run .. ' ' .. id
    end
    redis.call('ZREM', key('ended'), id)
  end
end
for _, id in ipairs(ended('batches-ended')) do
  left = left - 1
  local batch = redis.call('HMGET', key('batch', id), 'idempotency', 'tenant')
  if batch[1] then redis.call('DEL', key('idempotency', batch[1])) end
  if batch[2] then redis.call('ZREM', key('batches', batch[2]), id) end
  redis.call('UNLINK', key('batch', id), key('batch-rejected', id), key('batch-jobs', id))
  redis.call('ZREM', key('batches-ended'), id)
end
for _, id in ipairs(ended('deliveries-ended', op.before)) do
  left = left - 1
  remove_delivery(id)
end
return { 'retired', woken, left <= 0 and 'more' or 'all', unpack(gone) }
