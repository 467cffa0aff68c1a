-- Removes a job with all its data. A command that removes sets `left`, and stops when it is used up.

local LOOK = 0.2 -- the cost of a check, relative to a removal
local left       -- the remaining work of the command: a job and a delivery are one each
at_each_call(function() left = 0 end)

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

-- Removes all names of this job as an owner. What it made stays its tenant's.
local function disown_all(kind, names, id, record)
  for getty_id in string.gmatch(names, '%S+') do
    local name = kind == 'getty' and key('getty', getty_id) or key('asset', getty_id)
    if redis.call('GET', name) == id then
      redis.call('DEL', name)
      owners.remember_owner(kind, getty_id, record.tenant, number(record.finished_at or op.now))
    end
  end
end

local function disown(id, record)
  local unnoted = owners.asset_of_result(id, record)
  if unnoted then redis.call('SET', key('asset', unnoted), id, 'NX') end
  disown_all('getty', (record.getty_id or '') .. ' ' .. (record.past_ids or ''), id, record)
  disown_all('asset', record.assets or unnoted or '', id, record)
  for _, call in ipairs(calls_of(id, record)) do owners.unsettled_ends(id, record, call.call) end
end

-- `keep`: what the archive has of it stays.
local function remove(id, record, keep)
  if record.archive or record.type == 'download' then copies.copies_leave(id, record, keep) end
  redis.call('ZREM', key('jobs', record.tenant), id)
  redis.call('ZREM', key('status', record.tenant, record.status), id)
  if record.batch_id then redis.call('ZREM', key('batch-jobs', record.batch_id), id) end
  if record.parent_id then redis.call('ZREM', key('children', record.parent_id), id) end
  if record.source_job then redis.call('ZREM', key('made-from', record.source_job), id) end
  if record.idempotency then forget_key(record.idempotency) end
  disown(id, record)
  if holds_units(record) then
    money.keep_charges(record)
    money.recount(record.tenant, record.created_at, record, nil)
  end
  redis.call('DEL', key('job', id), key('spec', id), key('result', id), key('timeline', id))
end
