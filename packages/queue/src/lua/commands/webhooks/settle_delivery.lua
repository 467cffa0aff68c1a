-- settle_delivery: what one try came to, for the delivery and for its endpoint.
--   id
--   attempt      its number, from 1
--   status       'pending' (try again) | 'delivered' | 'failed' | 'refused'
--   next_at?     ms, when pending
--   try          packed, see deliveries.lua
--   short?       the answer in base64url, if it is short enough to be stored with its try, as since format 2; may be empty
--   kept         what was answered, or why nothing was, as JSON; the latest of an event's are kept
--   timeline     an entry for the job's timeline, as JSON
--   url          where it was sent
--   shown_url    the same as it is kept
--   says?        of the endpoint: 'well' | 'failing' | 'gone'; absent when the fault was ours
--   disable_after, apart   ms: it is disabled when nothing succeeded for so long, and the failures of two events lie so far apart
-- Returns {'settled', woken, disabled} | {'stale'} | {'missing'}.
--   disabled     '1' when that disabled its endpoint; stale: that try was settled by another

local MOST_TRIES = 30   -- kept of one delivery
local EVERY_MS = 1000   -- how often the last success of an endpoint is noted
local KEPT_BYTES = 2400 -- of answers, for all deliveries of an event together

local function judge_endpoint(id, event)
  local endpoint = redis.call(
    'HMGET', key('endpoint', id), 'status', 'url', 'failing', 'failing_since', 'failing_event', 'failing_again', 'last_success_at'
  )
  -- The answer of an address that the endpoint no longer uses does not count.
  if endpoint[1] ~= 'enabled' or endpoint[2] ~= op.url then return '0' end
  if op.says == 'well' then
    if op.now - number(endpoint[7] or nil) >= EVERY_MS then redis.call('HSET', key('endpoint', id), 'last_success_at', whole(op.now)) end
    if endpoint[3] or endpoint[4] then redis.call('HDEL', key('endpoint', id), unpack(FAILING)) end
    return '0'
  end
  -- One field, since a tenant may have fifty endpoints: start, first event, and whether another event failed later.
  local since, first, again = string.match(endpoint[3] or '', '^(%d+) (%S+) (%d)$')
  if not since and endpoint[4] then since, first, again = endpoint[4], endpoint[5] or event, endpoint[6] or '0' end
  local began = tonumber(since or op.now)
  if again ~= '1' then again = first and first ~= event and op.now - began >= op.apart and '1' or '0' end
  redis.call('HSET', key('endpoint', id), 'failing', whole(began) .. ' ' .. (first or event) .. ' ' .. again)
  if endpoint[4] then redis.call('HDEL', key('endpoint', id), 'failing_since', 'failing_event', 'failing_again') end
  if op.says == 'gone' then
    disable_endpoint(id, 'gone')
  elseif again == '1' and op.now - began >= op.disable_after then
    disable_endpoint(id, 'failing')
  else
    return '0'
  end
  return '1'
end

local function keep_answer(event)
  local answers, shared = key('event-answers', event), key('event-deliveries', event)
  redis.call('LPUSH', answers, op.kept)
  local bytes = redis.call('HINCRBY', shared, 'kept', #op.kept)
  while bytes > KEPT_BYTES and redis.call('LLEN', answers) > 1 do
    bytes = redis.call('HINCRBY', shared, 'kept', -#redis.call('RPOP', answers))
  end
end

-- The tries with one more; the oldest is dropped.
local function with_try(tries, try)
  local kept = {}
  for each in string.gmatch(tries, '[^,]+') do
    if each ~= '-' then kept[#kept + 1] = each end
  end
  kept[#kept + 1] = try
  return table.concat(kept, ',', math.max(1, #kept - MOST_TRIES + 1))
end

-- The try as it is stored.
local function try_of()
  if written_format == 1 or not op.short then return op.try end
  return op.try .. ':' .. op.short
end

local d = load_delivery(op.id)
if not d then return { 'missing', woken } end
local endpoint = endpoint_of(d.receiver)
if d.attempts >= op.attempt or d.status ~= 'pending' then
  -- A repeated command finds its own try.
  local tries = {}
  for each in string.gmatch(d.tries, '[^,]+') do tries[#tries + 1] = each end
  if tries[#tries - (d.attempts - op.attempt)] ~= try_of() then return { 'stale', woken } end
  return { 'settled', woken, endpoint and redis.call('HGET', key('endpoint', endpoint), 'status') == 'disabled' and '1' or '0' }
end

d.attempts, d.tries, d.url = op.attempt, with_try(d.tries, try_of()), op.shown_url
if written_format == 1 or not op.short then keep_answer(d.event) end
if op.status == 'pending' then
  d.next_at = whole(op.next_at)
  save_delivery(d)
  wait_until(op.id, d.tenant, op.next_at)
else
  end_delivery(d, op.status)
end
note_webhook(d, op.timeline)
return { 'settled', woken, endpoint and op.says and judge_endpoint(endpoint, 'evt_' .. d.event) or '0' }
