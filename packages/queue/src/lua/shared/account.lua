-- What concerns all jobs of the account and stands in keys of its own, read together and once in a command:
--   pending, queries   Getty's limits from workers' settings (`limits:<name>`), until workers stop publishing them. Getty publishes none.
--   lost_at            when writes may have been lost, see loss.lua

local account, account_changed, lost_since
do
local LOSS_DIFFERS_MS = 60 * 1000 -- clocks of workers and of Redis
local read
at_each_call(function() read = nil end)

function account(name)
  if not read then
    local texts = redis.call('MGET', key('limits', 'pending'), key('limits', 'queries'), key('lost-writes'))
    read = { pending = tonumber(texts[1] or nil), queries = tonumber(texts[2] or nil), lost_at = tonumber(texts[3] or nil) }
  end
  return read[name]
end

-- When writes may have been lost (ms) since that time, or nil.
function lost_since(created_at)
  local lost_at = account('lost_at')
  return lost_at and number(created_at) <= lost_at + LOSS_DIFFERS_MS and lost_at or nil
end

-- For whoever changes one of them.
function account_changed()
  read = nil
end
end
