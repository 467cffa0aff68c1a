-- settle_delivery: what one try came to, for the delivery and for its endpoint.
--   id
--   attempt      its number, from 1
--   status       'pending' (try again) | 'delivered' | 'failed' | 'refused'
--   next_at      ms, when pending
--   due          ms, when pending: when the sweep should look whether it was forgotten
--   entry        the try as JSON
--   timeline     the same for the job's timeline
--   url          where it was sent
--   says         of the endpoint: 'well' | 'failing' | 'gone'; absent when the fault was ours
--   disable_after, apart   ms: it is disabled when nothing succeeded for so long, and the failures of two events lie so far apart
-- Returns {'settled', woken, 'disabled' when that disabled its endpoint, or ''} | {'stale'} (that try was settled by another) | {'missing'}.

-- A job's timeline is filled up to here by webhooks: what became of the job itself must not be pushed out of it. All tries stand with
-- their deliveries.
local WEBHOOK_ENTRIES = 60

local function tell_job(job)
  if redis.call('EXISTS', key('job', job)) == 0 or redis.call('LLEN', key('timeline', job)) >= WEBHOOK_ENTRIES then return end
  append_timeline(job, op.timeline)
end

local function judge_endpoint(id, event)
  local endpoint = redis.call('HMGET', key('endpoint', id), 'status', 'url', 'failing_since', 'failing_event', 'failing_again')
  -- What an address said that is not the endpoint's any more tells nothing of it.
  if endpoint[1] ~= 'enabled' or endpoint[2] ~= op.url then return '' end
  if op.says == 'well' then
    redis.call('HSET', key('endpoint', id), 'last_success_at', whole(op.now))
    if endpoint[3] then redis.call('HDEL', key('endpoint', id), 'failing_since', 'failing_event', 'failing_again') end
    return ''
  end
  local since = tonumber(endpoint[3] or nil) or op.now
  local again = endpoint[5] or (endpoint[3] and endpoint[4] ~= event and op.now - since >= op.apart)
  redis.call('HSET', key('endpoint', id), 'failing_since', whole(since), 'failing_event', endpoint[4] or event)
  if again then redis.call('HSET', key('endpoint', id), 'failing_again', '1') end
  if op.says == 'gone' then
    disable_endpoint(id, 'gone')
  elseif again and op.now - since >= op.disable_after then
    disable_endpoint(id, 'failing')
  else
    return ''
  end
  return 'disabled'
end

local delivery = redis.call('HMGET', key('delivery', op.id), 'attempts', 'status', 'job_id', 'endpoint_id', 'event_id', 'url')
if not delivery[2] then return { 'missing', woken } end
if number(delivery[1] or nil) >= op.attempt or delivery[2] ~= 'pending' then
  local mine = redis.call('LINDEX', key('attempts', op.id), op.attempt - 1) == op.entry
  if not mine then return { 'stale', woken } end
  return { 'settled', woken, delivery[4] and redis.call('HGET', key('endpoint', delivery[4]), 'status') == 'disabled' and 'disabled' or '' }
end

redis.call('HSET', key('delivery', op.id), 'attempts', op.attempt, 'next_at', op.next_at or '')
if delivery[6] ~= op.url then redis.call('HSET', key('delivery', op.id), 'url', op.url) end
redis.call('RPUSH', key('attempts', op.id), op.entry)
if op.status == 'pending' then
  redis.call('ZADD', key('deliveries-due'), op.due, op.id)
else
  end_delivery(op.id, delivery[3], op.status)
end
if delivery[3] then tell_job(delivery[3]) end
return { 'settled', woken, delivery[4] and op.says and judge_endpoint(delivery[4], delivery[5]) or '' }
