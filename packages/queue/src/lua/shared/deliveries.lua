-- Functions shared by the commands about deliveries and endpoints.
--
-- The deliveries of one event are stored together, so that shared data is stored once. <event> is the event's place in the log.
--   event-deliveries:<event>  hash: `h`, the head: type about subject tenant, with a space between (subject: id of the job or batch, or '-');
--                             `b`, the body to send, packed by the caller; for each receiver '@<receiver>' → its delivery, packed as below;
--                             `kept`, the bytes of the answers, where there are any
--   event-answers:<event>     list of the latest answers of receivers, as JSON, newest first; in format 2 without those that are empty
--   event-body:<event>        in format 1: the body. Its hash has `type`, `tenant`, `about` and `subject` instead of `h`
-- A packed delivery: status attempts round_from next_at created_at finished_at own tries url, with a space between; '-' where there is none.
-- `own` is '+' where an endpoint's delivery is also the one to the job's own webhook of the same URL. A try is
-- `ms since created_at:status:duration`, times to the base of 36, and a further ':' where the answer was empty.
--
-- A pending delivery is either in its tenant's line (it is due) or in `delivery-later` (a later try, or the end of a notifier's lease).
-- Tenants take turns, see take_deliveries, and so do the receivers of each, see line_up.
--
-- A delivery is removed with its job. One without a job, or with a removed job, is removed by its own age: once it has ended it is in
-- `deliveries-ended`. Deliveries of earlier versions (hash `delivery:<id>`) are brought into this form by the first command that changes them.

-- The failure fields of an endpoint; all but the first are from an earlier version.
local FAILING = { 'failing', 'failing_since', 'failing_event', 'failing_again' }

-- Whether its receiver accepts nothing (any more): disabled or deleted.
local function is_closed(endpoint)
  return endpoint and redis.call('HGET', key('endpoint', endpoint), 'status') ~= 'enabled'
end

local function event_and_receiver(id)
  local ms, n, receiver = string.match(id, '^dlv_(%d+)_(%d+)_(%w+)$')
  if not ms then return nil end
  return ms .. '-' .. n, receiver
end

local function delivery_id(event, receiver)
  return 'dlv_' .. string.gsub(event, '-', '_') .. '_' .. receiver
end

local function endpoint_of(receiver)
  if receiver == 'job' or receiver == 'batch' then return nil end
  return 'ep_' .. receiver
end

local function pack_delivery(d)
  return table.concat({ d.status, d.attempts, d.round_from, d.next_at, d.created_at, d.finished_at, d.own, d.tries, d.url }, ' ')
end

local function save_delivery(d)
  redis.call('HSET', key('event-deliveries', d.event), '@' .. d.receiver, pack_delivery(d))
end

-- Scoped: a script may have at most 200 local names, and all files share them.
local listed_as
do
local DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
local LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

local function base36(text)
  local left, digits = tonumber(text), ''
  repeat
    local digit = left % 36
    digits = string.sub(DIGITS, digit + 1, digit + 1) .. digits
    left = (left - digit) / 36
  until left == 0
  return digits
end

-- 32 hex digits as 22 letters of base64url. Another text: as it is, after '~'.
local function shorten(text)
  if #text ~= 32 or string.find(text, '[^0-9a-f]') then return '~' .. text end
  local letters = {}
  for at = 1, 32, 3 do
    local three = tonumber(string.sub(text .. '0', at, at + 2), 16) -- twelve bits: two letters
    local high = math.floor(three / 64)
    letters[#letters + 1] = string.sub(LETTERS, high + 1, high + 1)
    letters[#letters + 1] = string.sub(LETTERS, three % 64 + 1, three % 64 + 1)
  end
  return table.concat(letters)
end

-- How a delivery stands in `tenant-deliveries` since format 2: <ms>.<n>.<receiver>.<job>, short, since it stays as long as its job. The job is there
-- because the data of a packed job's deliveries is found only with it.
function listed_as(event, receiver, job)
  local ms, n = string.match(event, '^(%d+)-(%d+)$')
  local to = endpoint_of(receiver) and shorten(receiver) or string.sub(receiver, 1, 1)
  local of = not job and '' or string.sub(job, 1, 4) == 'job_' and shorten(string.sub(job, 5)) or '~~' .. job
  return base36(ms) .. '.' .. base36(n) .. '.' .. to .. '.' .. of
end
end

local function listed_member(d)
  return written_format == 1 and d.id or listed_as(d.event, d.receiver, d.job)
end

local function unlist_delivery(d)
  redis.call('ZREM', key('tenant-deliveries', d.tenant), d.id, listed_as(d.event, d.receiver, d.job))
  if d.job then redis.call('ZREM', key('deliveries', d.job), d.id) end
end

-- Stores deliveries of an event, as fields of its hash; and the shared data, where the event `is_new`. `body` is a text or packed bytes.
local function store_event(event, head, body, fields, is_new)
  local shared = key('event-deliveries', event)
  if is_new and written_format == 1 then
    redis.call('HSET', shared, 'type', head.type, 'tenant', head.tenant, 'about', head.about, 'subject', head.subject, 'kept', 0, unpack(fields))
    redis.call('SET', key('event-body', event), body)
  elseif is_new then
    local subject = head.subject == '' and '-' or head.subject
    redis.call('HSET', shared, 'h', head.type .. ' ' .. head.about .. ' ' .. subject .. ' ' .. head.tenant, 'b', body, unpack(fields))
  else
    redis.call('HSET', shared, unpack(fields))
  end
end

local load_delivery
do
-- The shared fields of an event's deliveries as they were read with HMGET, of either format.
local HEAD_FIELDS = { 'h', 'type', 'about', 'subject', 'tenant' }
local function head_of(found, from)
  if not found[from] then return found[from + 1], found[from + 2], found[from + 3], found[from + 4] end
  local type, about, subject, tenant = string.match(found[from], '^(%S+) (%S+) (%S+) (.*)$')
  return type, about, subject == '-' and '' or subject, tenant
end

-- Converts a delivery of an earlier version to the present form; its tries stay in place. nil if there is none.
local function adopt_delivery(id, event, receiver)
  local old = as_table(redis.call('HGETALL', key('delivery', id)))
  if not old.status then return nil end
  local about = old.job_id and 'job' or old.batch_id and 'batch' or 'endpoint'
  local function given(text) return text and text ~= '' and text or '-' end
  local packed = pack_delivery({
    status = old.status, attempts = old.attempts or '0', round_from = old.round_from or '0', next_at = given(old.next_at),
    created_at = old.created_at, finished_at = given(old.finished_at), own = '-', tries = '-', url = old.url,
  })
  local head = { type = old.event_type, tenant = old.tenant, about = about, subject = old.job_id or old.batch_id or '' }
  local is_new = redis.call('EXISTS', key('event-deliveries', event)) == 0
  store_event(event, head, old.body, { '@' .. receiver, packed }, is_new)
  redis.call('DEL', key('delivery', id))
  redis.call('ZREM', key('deliveries-due'), id)
  return true
end

-- The delivery as a table and as it is packed, or nil.
function load_delivery(id)
  local event, receiver = event_and_receiver(id)
  if not event then return nil end
  local function read()
    return redis.call('HMGET', key('event-deliveries', event), '@' .. receiver, unpack(HEAD_FIELDS))
  end
  local found = read()
  if not found[1] then
    if not adopt_delivery(id, event, receiver) then return nil end
    found = read()
  end
  local type, about, subject, tenant = head_of(found, 2)
  local d = { id = id, event = event, receiver = receiver, tenant = tenant, type = type, about = about, subject = subject }
  if about == 'job' then d.job = subject end
  d.status, d.attempts, d.round_from, d.next_at, d.created_at, d.finished_at, d.own, d.tries, d.url =
    string.match(found[1], '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  d.attempts = tonumber(d.attempts)
  return d, found[1]
end
end

-- The tenant has due deliveries. One that comes (back) starts no earlier than the line's own time.
local function join_tenants_line(tenant)
  if redis.call('ZSCORE', key('delivery-line'), tenant) then return end
  local times = redis.call('HMGET', key('delivery-times'), 'time', 'tenant.' .. tenant)
  redis.call('ZADD', key('delivery-line'), math.max(number(times[1] or nil), number(times[2] or nil)), tenant)
end

local line_up
do
local MOST_RECEIVERS = 1000 -- of a tenant, of which the line remembers how far they have got

-- Who takes turns with others of the tenant: an endpoint, or an origin that jobs and batches name.
local function receiver_of(d)
  return endpoint_of(d.receiver) and d.receiver or string.match(d.url, '^%w+://[^/?#]*') or d.url
end

-- The line of a tenant is ordered by places, which begin at the time when it was empty. A receiver's next delivery comes one behind its last one, and
-- not before the first in line. So receivers take turns, however many deliveries wait for one of them. An earlier version gives the time as the place.
local function line_up_of(tenant, deliveries)
  local line, turns = key('delivery-line', tenant), key('delivery-turns', tenant)
  local first = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')[2]
  if not first or redis.call('HLEN', turns) > MOST_RECEIVERS then redis.call('DEL', turns) end
  local names, last, places, changed = {}, {}, {}, {}
  for i, d in ipairs(deliveries) do names[i] = receiver_of(d) end
  for i, place in ipairs(redis.call('HMGET', turns, unpack(names))) do last[names[i]] = tonumber(place or nil) end
  for i, d in ipairs(deliveries) do
    local place = math.max(tonumber(first or op.now), (last[names[i]] or 0) + 1)
    last[names[i]] = place
    places[2 * i - 1], places[2 * i] = whole(place), d.id
  end
  for name, place in pairs(last) do
    changed[#changed + 1] = name
    changed[#changed + 1] = whole(place)
  end
  redis.call('ZADD', line, unpack(places))
  redis.call('HSET', turns, unpack(changed))
  join_tenants_line(tenant)
end

-- These deliveries are due: they join the lines of their tenants. A few hundred at the most.
function line_up(deliveries)
  local tenants, by_tenant = {}, {}
  for _, d in ipairs(deliveries) do
    if not by_tenant[d.tenant] then
      by_tenant[d.tenant] = {}
      tenants[#tenants + 1] = d.tenant
    end
    table.insert(by_tenant[d.tenant], d)
  end
  for _, tenant in ipairs(tenants) do line_up_of(tenant, by_tenant[tenant]) end
end
end

-- Nothing is left in the line of a tenant.
local function end_line_of(tenant)
  redis.call('ZREM', key('delivery-line'), tenant)
  redis.call('DEL', key('delivery-turns', tenant))
end

local function leave_delivery_line(id, tenant)
  local line = key('delivery-line', tenant)
  if redis.call('ZREM', line, id) == 1 and redis.call('EXISTS', line) == 0 then end_line_of(tenant) end
end

-- The delivery is tried again at an instant (ms).
local function wait_until(id, tenant, at)
  if redis.call('ZADD', key('delivery-later'), at, id) == 1 then leave_delivery_line(id, tenant) end
end

local function has_job(d)
  if d.has_job == nil then d.has_job = d.job ~= nil and redis.call('EXISTS', key('job', d.job)) == 1 end
  return d.has_job
end

local function end_delivery(d, status)
  d.status, d.next_at, d.finished_at = status, '-', whole(op.now)
  save_delivery(d)
  if redis.call('ZREM', key('delivery-later'), d.id) == 0 then leave_delivery_line(d.id, d.tenant) end
  if not has_job(d) then redis.call('ZADD', key('deliveries-ended'), op.now, d.id) end
end

-- Whether its event is still pending for this receiver.
local function is_pending_delivery(id)
  local event, receiver = event_and_receiver(id)
  local packed = event and redis.call('HGET', key('event-deliveries', event), '@' .. receiver)
  if packed then return string.match(packed, '^%S+') == 'pending' end
  return redis.call('HGET', key('delivery', id), 'status') == 'pending'
end

-- Removes a delivery. The last one of an event also removes the shared data.
local function remove_delivery(id)
  local d = load_delivery(id)
  redis.call('ZREM', key('deliveries-ended'), id)
  redis.call('DEL', key('attempts', id))
  if not d then return end
  unlist_delivery(d)
  local endpoint = endpoint_of(d.receiver)
  if endpoint then redis.call('ZREM', key('deliveries', endpoint), id) end -- an earlier version listed it there
  redis.call('ZREM', key('delivery-later'), id)
  leave_delivery_line(id, d.tenant)
  local shared = key('event-deliveries', d.event)
  redis.call('HDEL', shared, '@' .. d.receiver)
  for _, field in ipairs(redis.call('HKEYS', shared)) do
    if string.sub(field, 1, 1) == '@' then return end
  end
  redis.call('DEL', shared, key('event-body', d.event), key('event-answers', d.event))
end

-- Webhooks fill a job's timeline up to this number: they must not push out the job's own entries, and fifty endpoints must not
-- make it long. All tries are stored with their deliveries.
local WEBHOOK_ENTRIES = 16

local function note_webhook(d, entry)
  if not has_job(d) then return end
  local timeline = key('timeline', d.job)
  if redis.call('RPUSH', timeline, entry) > WEBHOOK_ENTRIES then redis.call('RPOP', timeline) end
end

-- The fields of an endpoint in events. Its hash also holds secrets: fields that are not named here are never published.
local ENDPOINT_EVENT_FIELDS = {
  'tenant', 'url', 'events', 'description', 'metadata', 'status', 'disabled_reason', 'disabled_at', 'previous_until', 'last_success_at', 'failing',
  'failing_since', 'created_at', 'updated_at',
}

-- Returns the id of the event.
local function append_endpoint_event(id, event)
  return append_snapshot('endpoint', id, ENDPOINT_EVENT_FIELDS, event)
end

-- Its pending deliveries are ended by `refuse_deliveries`, a few at a time, or at the latest by their own next pass.
local function disable_endpoint(id, reason)
  local at = whole(op.now)
  redis.call('HSET', key('endpoint', id), 'status', 'disabled', 'disabled_reason', reason, 'disabled_at', at, 'updated_at', at)
  append_endpoint_event(id, 'endpoint.disabled')
end
