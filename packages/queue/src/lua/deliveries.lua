-- What the commands about deliveries and endpoints share.
--
-- A delivery goes with its job. One that is about no job, or whose job is gone already, goes by its own age: once it has ended it stands in
-- `deliveries-ended`.

local PER_ENDPOINT = 10000 -- how many of its deliveries an endpoint's list reaches back

-- Its receiver takes nothing (any more): disabled or deleted.
local function is_closed(endpoint)
  return endpoint and redis.call('HGET', key('endpoint', endpoint), 'status') ~= 'enabled'
end

local function list_delivery(id, fields)
  redis.call('ZADD', key('tenant-deliveries', fields.tenant), fields.created_at, id)
  if fields.job_id then redis.call('ZADD', key('deliveries', fields.job_id), fields.created_at, id) end
  if fields.endpoint_id then
    local list = key('deliveries', fields.endpoint_id)
    redis.call('ZADD', list, fields.created_at, id)
    redis.call('ZREMRANGEBYRANK', list, 0, -PER_ENDPOINT - 1)
  end
end

local function end_delivery(id, job, status)
  redis.call('HSET', key('delivery', id), 'status', status, 'next_at', '', 'finished_at', whole(op.now))
  redis.call('ZREM', key('deliveries-due'), id)
  if not job or redis.call('EXISTS', key('job', job)) == 0 then redis.call('ZADD', key('deliveries-ended'), op.now, id) end
end

local function remove_delivery(id)
  local fields = redis.call('HMGET', key('delivery', id), 'tenant', 'job_id', 'endpoint_id')
  if fields[1] then redis.call('ZREM', key('tenant-deliveries', fields[1]), id) end
  for i = 2, 3 do
    if fields[i] then redis.call('ZREM', key('deliveries', fields[i]), id) end
  end
  redis.call('ZREM', key('deliveries-ended'), id)
  redis.call('DEL', key('delivery', id), key('attempts', id))
end

-- What an event does not tell of an endpoint.
local SECRET = { secret = true, previous_secret = true, last_test = true }

-- Returns the id of the event.
local function tell_of_endpoint(id, event)
  return append_snapshot('endpoint', id, SECRET, event)
end

-- Its pending deliveries are ended by `refuse_deliveries`, a few at a time, or at the latest by their own next pass.
local function disable_endpoint(id, reason)
  local at = whole(op.now)
  redis.call('HSET', key('endpoint', id), 'status', 'disabled', 'disabled_reason', reason, 'disabled_at', at, 'updated_at', at)
  tell_of_endpoint(id, 'endpoint.disabled')
end
