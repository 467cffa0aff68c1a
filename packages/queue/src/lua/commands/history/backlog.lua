-- backlog: what waits now, and how long the oldest of each has waited, for metrics. Reads only.
--   tenants      how many tenants are looked at
--   most         how many due deliveries are looked at in all
-- Returns {'backlog', woken, passes, deliveries, events}.
--   passes       {type, due, oldest, …}: passes that wait for a worker, and ms since the oldest of them was due, or ''
--   deliveries   {pending, due, oldest}: all that have not ended, those that are due, and ms since the oldest of these was, or ''
--   events       {unhandled, oldest}: events that no notifier has handled, MOST_EVENTS at least where Redis has no count, and ms since the oldest, or ''

local MOST_EVENTS = 1000

local clock_now = redis_now()

local function age_text(age)
  return age and whole(math.max(0, age)) or ''
end

local function passes()
  local answer = {}
  for _, queue in ipairs({ 'generation', 'download' }) do
    local due, oldest = worker_line.waits(queue, clock_now)
    answer[#answer + 1] = queue
    answer[#answer + 1] = whole(due)
    answer[#answer + 1] = age_text(oldest)
  end
  return answer
end

-- Since when a delivery in the line is due. nil: it is sent again, and that is not stored.
local function due_since(id)
  local event, receiver = event_and_receiver(id)
  local packed = event and redis.call('HGET', key('event-deliveries', event), '@' .. receiver)
  if not packed then return nil end
  local attempts, round_from, next_at, created_at = string.match(packed, '^%S+ (%S+) (%S+) (%S+) (%S+)')
  return tonumber(next_at) or (attempts == '0' and round_from == '0' and tonumber(created_at)) or nil
end

local function deliveries()
  local FIRST = 3 -- of each tenant: its receivers take turns, so its oldest is among the first
  local later, line = key('delivery-later'), key('delivery-line')
  local first = redis.call('ZRANGE', later, 0, 0, 'WITHSCORES')[2]
  local late = redis.call('ZCOUNT', later, '-inf', op.now)
  local oldest, lined, looked = late > 0 and tonumber(first) or nil, 0, op.most
  for _, tenant in ipairs(redis.call('ZRANGE', line, 0, op.tenants - 1)) do
    lined = lined + redis.call('ZCARD', key('delivery-line', tenant))
    for _, id in ipairs(looked > 0 and redis.call('ZRANGE', key('delivery-line', tenant), 0, FIRST - 1) or {}) do
      looked = looked - 1
      local since = due_since(id)
      if since then oldest = math.min(oldest or since, since) end
    end
  end
  return { whole(lined + redis.call('ZCARD', later)), whole(lined + late), age_text(oldest and op.now - oldest) }
end

-- What the notifiers have got of the log, or nil.
local function notifiers()
  local groups = redis.pcall('XINFO', 'GROUPS', key('events')) -- an error: there is no log yet
  for _, flat in ipairs(groups.err and {} or groups) do
    local group = as_table(flat)
    if group.name == NOTIFIER_GROUP then return group end
  end
  return nil
end

local function events()
  local log, group = key('events'), notifiers()
  local unread_from = '(' .. (group and group['last-delivered-id'] or '0-0')
  local taken = group and group.pending or 0
  local oldest = taken > 0 and redis.call('XPENDING', log, NOTIFIER_GROUP)[2]
  if not oldest then
    local next_one = redis.call('XRANGE', log, unread_from, '+', 'COUNT', 1)[1]
    oldest = next_one and next_one[1]
  end
  local unread = tonumber(group and group.lag or nil) or #redis.call('XRANGE', log, unread_from, '+', 'COUNT', MOST_EVENTS)
  local since = oldest and tonumber(string.match(oldest, '^%d+'))
  return { whole(unread + taken), age_text(since and clock_now - since) }
end

return { 'backlog', woken, passes(), deliveries(), events() }
