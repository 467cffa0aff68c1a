-- Limits that were found from Getty's refusals, see pending_limit.lua and query_budget.lua: the fields of `found` that most commands look at, read together
-- and once.

local found_now, found_changed
do
local FIELDS = { 'queries', 'queries_epoch', 'pending', 'pending_epoch', 'pending_unproven', 'pending_hold_until', 'pending_hold_above', 'pending_lowered_at' }
local read
at_each_call(function() read = nil end)

-- The text of a field, or nil.
function found_now(field)
  if not read then
    read = {}
    local texts = redis.call('HMGET', key('found'), unpack(FIELDS))
    for i = 1, #FIELDS do read[FIELDS[i]] = texts[i] or nil end
  end
  return read[field]
end

-- For whoever changes one of these fields.
function found_changed()
  read = nil
end
end
