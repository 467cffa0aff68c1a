-- warn_expiring: finds downloads that are not archived and will soon be gone, at Getty or here, and appends one event for each.
--   ended_before ms: jobs that ended before this are removed in less than seven days
--   most         how many of each kind to look at
-- Returns {'warned', woken, more}.
--   more         '1': call again

local FRESH_MS = 15 * 60 * 1000 -- so long a copy that has not failed is expected to come
local LOOK_AGAIN_MS = 30 * 1000

local function is_archived(record)
  return record.archive and cjson.decode(record.archive).state == 'done'
end

-- Its copy is on its way.
local function may_come(record)
  local archive = record.archive and cjson.decode(record.archive)
  return archive and archive.state == 'pending' and not archive.error and op.now - tonumber(record.finished_at or 0) < FRESH_MS
end

local function look(id)
  local known = redis.call('HMGET', key('job', id), 'type', 'status', 'warned')
  if known[1] ~= 'download' or known[2] ~= 'succeeded' or known[3] then return false end
  local record = load(id)
  if is_archived(record) then return false end
  if may_come(record) then return true end
  redis.call('HSET', key('job', id), 'warned', '1', 'seq', whole(number(record.seq) + 1), 'updated_at', whole(op.now))
  append_event(id, load(id), 'download.expiring')
  return false
end

local soon = redis.call('ZRANGEBYSCORE', key('expiring'), '-inf', op.now, 'LIMIT', 0, op.most)
refuse_packed(unpack(soon)) -- all at once: after an outage, thousands are due together
for _, id in ipairs(soon) do
  if look(id) then redis.call('ZADD', key('expiring'), op.now + LOOK_AGAIN_MS, id) else redis.call('ZREM', key('expiring'), id) end
end

local place = as_table(redis.call('HGETALL', key('expiring-place')))
local first = place.id and behind(key('ended'), place) or 0
local ended = redis.call('ZRANGE', key('ended'), first, first + op.most - 1, 'WITHSCORES')
local looked = 0
for at = 1, #ended, 2 do
  if tonumber(ended[at + 1]) >= op.ended_before then break end
  looked = looked + 1
  place.id, place.at = ended[at], ended[at + 1]
  if look(place.id) then redis.call('ZADD', key('expiring'), op.now + LOOK_AGAIN_MS, place.id) end
end
if looked > 0 then store(key('expiring-place'), place) end
return { 'warned', woken, (#soon == op.most or looked == op.most) and '1' or '0' }
