-- Removes a job with all its data. A command that removes sets `left`, and stops when it is used up.

local LOOK = 0.2 -- the cost of a check, relative to a removal
local left = 0   -- the remaining work of the command: a job and a delivery are one each

-- Returns whether all of them are gone.
local function remove_deliveries(id)
  local list = key('deliveries', id)
  local some = redis.call('ZRANGE', list, 0, math.max(0, math.floor(left)))
  for _, delivery in ipairs(some) do
    remove_delivery(delivery)
    redis.call('ZREM', list, delivery) -- also if the delivery itself is gone
  end
  left = left - #some
  return redis.call('EXISTS', list) == 0
end

-- Removes all names of this job as an owner.
local function disown(id, record)
  for getty_id in string.gmatch((record.getty_id or '') .. ' ' .. (record.past_ids or ''), '%S+') do
    if redis.call('GET', key('getty', getty_id)) == id then redis.call('DEL', key('getty', getty_id)) end
  end
  for _, call in ipairs(calls_of(id, record)) do unsettled_ends(id, record, call.call) end
end

local function remove(id, record)
  redis.call('ZREM', key('jobs', record.tenant), id)
  redis.call('ZREM', key('status', record.tenant, record.status), id)
  if record.batch_id then redis.call('ZREM', key('batch-jobs', record.batch_id), id) end
  if record.parent_id then redis.call('ZREM', key('children', record.parent_id), id) end
  if record.idempotency then redis.call('DEL', key('idempotency', record.idempotency)) end
  disown(id, record)
  if holds_units(record) then
    money.keep_charges(record)
    money.recount(record.tenant, record.created_at, record, nil)
  end
  redis.call('DEL', key('job', id), key('spec', id), key('result', id), key('timeline', id))
end
