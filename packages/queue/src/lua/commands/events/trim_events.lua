-- trim_events: cuts the event log before the oldest entry that a consumer group has not acknowledged or not yet been given. For those who only
-- watch, it cuts nothing younger than `keep` ms. Read and cut in one step: an entry cannot slip between.
-- Nothing is cut while the notifier's group does not exist: it begins at 0.
-- Consumers long gone are forgotten, once nothing that they took is left: forgetting one with pending entries would lose them.
--   keep         ms
--   forget       ms: a consumer that has not read for this long is gone; one that is not comes back with its next read
--   most         how many entries at the most, about: the rest is for the next command
-- Returns {'trimmed', woken, count, left}.
--   count        of entries that went; left: 'more' | 'all'

local log = key('events')
if redis.call('EXISTS', log) == 0 then return { 'trimmed', woken, '0', 'all' } end

local function earlier(a, b)
  local a_ms, a_n = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_n = string.match(b, '^(%d+)-(%d+)$')
  if tonumber(a_ms) ~= tonumber(b_ms) then return tonumber(a_ms) < tonumber(b_ms) and a or b end
  return tonumber(a_n) < tonumber(b_n) and a or b
end

local groups = redis.call('XINFO', 'GROUPS', log)
local started = false
for _, flat in ipairs(groups) do started = started or as_table(flat).name == NOTIFIER_GROUP end
if not started then return { 'trimmed', woken, '0', 'all' } end

local cut = whole(op.now - op.keep) .. '-0'
for _, flat in ipairs(groups) do
  local group = as_table(flat)
  cut = earlier(cut, group['last-delivered-id'])
  local oldest = redis.call('XPENDING', log, group.name)[2]
  if oldest then cut = earlier(cut, oldest) end
  for _, member in ipairs(redis.call('XINFO', 'CONSUMERS', log, group.name)) do
    local consumer = as_table(member)
    if consumer.pending == 0 and consumer.idle > op.forget then redis.call('XGROUP', 'DELCONSUMER', log, group.name, consumer.name) end
  end
end
-- Redis limits trimming only by whole nodes (`~`).
if redis.call('XLEN', log) <= op.most then return { 'trimmed', woken, whole(redis.call('XTRIM', log, 'MINID', cut)), 'all' } end
local count = redis.call('XTRIM', log, 'MINID', '~', cut, 'LIMIT', op.most)
return { 'trimmed', woken, whole(count), count > 0 and 'more' or 'all' }
