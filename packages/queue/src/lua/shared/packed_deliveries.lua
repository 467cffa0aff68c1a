-- The deliveries of an ended job as a list of texts, to be stored with the job and restored later. The list has for each event, one after the other:
-- its place in the log, head (as `h`), body, number of deliveries, of each its receiver and its packed delivery, number of answers, the answers.
-- Meanwhile each stands in `tenant-deliveries` only, where its job is part of its short form.

local deliveries_of_job, without_bodies, forget_deliveries_of_job, restore_deliveries, listed_of
do
local MOST_PACKED = 500 -- deliveries of one job: reading more takes Redis too long

-- The fields of an event's deliveries with this one among them; nil if it was removed.
local function fields_with(id, receiver, event, known)
  if known and known['@' .. receiver] then return known end
  if not load_delivery(id) then return known end -- one of an earlier version has its fields now
  return as_table(redis.call('HGETALL', key('event-deliveries', event)))
end

local function has_pending(fields)
  for field, packed in pairs(fields) do
    if string.sub(field, 1, 1) == '@' and string.sub(packed, 1, 8) == 'pending ' then return true end
  end
  return false
end

-- What the deliveries of an event have in common, as since format 2.
local function head_of(fields)
  return fields.h or fields.type .. ' ' .. fields.about .. ' ' .. (fields.subject == '' and '-' or fields.subject) .. ' ' .. fields.tenant
end

local function add_event(texts, event, fields)
  texts[#texts + 1] = event
  texts[#texts + 1] = head_of(fields)
  texts[#texts + 1] = fields.b or redis.call('GET', key('event-body', event)) or ''
  local receivers = {}
  for field in pairs(fields) do
    if string.sub(field, 1, 1) == '@' then receivers[#receivers + 1] = string.sub(field, 2) end
  end
  table.sort(receivers)
  texts[#texts + 1] = whole(#receivers)
  for _, receiver in ipairs(receivers) do
    texts[#texts + 1] = receiver
    texts[#texts + 1] = fields['@' .. receiver]
  end
  local answers = redis.call('LRANGE', key('event-answers', event), 0, -1)
  texts[#texts + 1] = whole(#answers)
  for _, answer in ipairs(answers) do texts[#texts + 1] = answer end
end

-- Returns nil if they cannot be packed: one is pending, there are too many, or one has tries in the form of an earlier version. And their number.
function deliveries_of_job(job)
  local ids = redis.call('ZRANGE', key('deliveries', job), 0, MOST_PACKED)
  if #ids > MOST_PACKED then return nil, #ids end
  local events, found, old = {}, {}, {}
  for i, id in ipairs(ids) do
    local event, receiver = event_and_receiver(id)
    if event and found[event] == nil then events[#events + 1] = event end
    if event then found[event] = fields_with(id, receiver, event, found[event] or nil) or false end
    old[i] = key('attempts', id)
  end
  if #old > 0 and redis.call('EXISTS', unpack(old)) > 0 then return nil, #ids end
  local texts = {}
  for _, event in ipairs(events) do
    if found[event] then
      if has_pending(found[event]) then return nil, #ids end
      add_event(texts, event, found[event])
    end
  end
  return texts, #ids
end

-- Reads such a list: calls `each` with the event, its head, its body, its deliveries {receiver, packed, …} and its answers.
local function each_packed_event(texts, each)
  local at = 1
  while texts[at] do
    local event, head, body = texts[at], texts[at + 1], texts[at + 2]
    local deliveries, answers = {}, {}
    local count = 2 * tonumber(texts[at + 3])
    for i = 1, count do deliveries[i] = texts[at + 3 + i] end
    at = at + 4 + count
    local heard = tonumber(texts[at])
    for i = 1, heard do answers[i] = texts[at + i] end
    at = at + 1 + heard
    each(event, head, body, deliveries, answers)
  end
end

-- The same list without the bodies, which may be bytes that are no text.
function without_bodies(texts)
  local bare = {}
  each_packed_event(texts, function(event, head, _body, deliveries, answers)
    for _, text in ipairs({ event, head, '', whole(#deliveries / 2), unpack(deliveries) }) do bare[#bare + 1] = text end
    for _, text in ipairs({ whole(#answers), unpack(answers) }) do bare[#bare + 1] = text end
  end)
  return bare
end

local function created_at_of(packed)
  return string.match(packed, '^%S+ %S+ %S+ %S+ (%S+)')
end

-- Gives those of these deliveries that the tenant's list has by their ids the form that names their job.
local function list_with_job(ids, job)
  for _, id in ipairs(ids) do
    local d = load_delivery(id)
    if d and redis.call('ZREM', key('tenant-deliveries', d.tenant), id) == 1 then
      redis.call('ZADD', key('tenant-deliveries', d.tenant), d.created_at, listed_as(d.event, d.receiver, job))
    end
  end
end

-- Removes the keys of a job's deliveries, which are stored elsewhere now. They stay in the tenant's list, in the form that names their job.
function forget_deliveries_of_job(job, tenant)
  local ids = redis.call('ZRANGE', key('deliveries', job), 0, -1)
  if #ids == 0 then return end
  local places = redis.call('ZMSCORE', key('tenant-deliveries', tenant), unpack(ids))
  local by_id = {}
  for i, id in ipairs(ids) do
    if places[i] then by_id[#by_id + 1] = id end
  end
  list_with_job(by_id, job)
  local seen, gone = {}, { key('deliveries', job) }
  for _, id in ipairs(ids) do
    local event = event_and_receiver(id)
    if event and not seen[event] then
      seen[event] = true
      for _, name in ipairs({ 'event-deliveries', 'event-body', 'event-answers' }) do gone[#gone + 1] = key(name, event) end
    end
  end
  redis.call('DEL', unpack(gone))
end

-- Writes the keys again. What was opened meanwhile (by `recover`) stays as it is.
function restore_deliveries(job, texts)
  each_packed_event(texts, function(event, head, body, deliveries, answers)
    local shared, bytes = key('event-deliveries', event), 0
    redis.call('HSETNX', shared, 'h', head)
    redis.call('HSETNX', shared, 'b', body)
    for i = 1, #deliveries, 2 do
      redis.call('HSETNX', shared, '@' .. deliveries[i], deliveries[i + 1])
      redis.call('ZADD', key('deliveries', job), created_at_of(deliveries[i + 1]), delivery_id(event, deliveries[i]))
    end
    if #answers > 0 and redis.call('EXISTS', key('event-answers', event)) == 0 then
      for _, answer in ipairs(answers) do
        redis.call('RPUSH', key('event-answers', event), answer)
        bytes = bytes + #answer
      end
      redis.call('HSET', shared, 'kept', bytes)
    end
  end)
end

-- The places of packed deliveries in their tenant's list, short enough to be stored uncompressed beside them. A job that retention removes takes its
-- deliveries out of the list without restoring them.
function listed_of(texts, job)
  local members = {}
  each_packed_event(texts, function(event, _head, _body, deliveries)
    for i = 1, #deliveries, 2 do members[#members + 1] = listed_as(event, deliveries[i], job) end
  end)
  return members
end
end
