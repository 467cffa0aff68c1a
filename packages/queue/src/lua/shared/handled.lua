-- Which events all groups of consumers have handled.

local SKEW_MS = 60 * 1000 -- margin for workers' clocks that differ

-- The notifier's group begins at 0. While it does not exist (no notifier ever started), it has handled nothing.
local NOT_STARTED = { name = NOTIFIER_GROUP, ['last-delivered-id'] = '0-0' }

-- The time (ms, by workers' clocks) before which all groups have handled all events: the oldest unhandled event.
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
      before = math.min(before, event_written_at(entry) - SKEW_MS)
    end
  end
  return before
end
