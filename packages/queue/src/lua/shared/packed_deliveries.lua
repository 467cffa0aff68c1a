-- The deliveries of an ended job as a list of texts, to be stored with the job and restored later. The list has for each event, one after the other:
-- its place in the log, head (as `h`), body, number of deliveries, of each its receiver and its packed delivery, number of answers, the answers.
-- Meanwhile each stands in `tenant-deliveries` only, where its job is part of its short form.

local deliveries_of_job, without_bodies, forget_deliveries_of_job, restore_deliveries, listed_of
do
local MOST_PACKED = 500 -- deliveries of one job: reading more takes Redis too long

-- Returns nil if they cannot be packed: one is pending, there are too many, or one has tries in the form of an earlier version.
function deliveries_of_job(job)
  local ids = redis.call('ZRANGE', key('deliveries', job), 0, MOST_PACKED)
  if #ids > MOST_PACKED then return nil end
  local texts, seen = {}, {}
  for _, id in ipairs(ids) do
    local d = load_delivery(id)
    if d and (d.status == 'pending' or redis.call('EXISTS', key('attempts', id)) == 1) then return nil end
    if d and not seen[d.event] then
      seen[d.event] = true
      local fields = as_table(redis.call('HGETALL', key('event-deliveries', d.event)))
      local subject = d.subject == '' and '-' or d.subject
      texts[#texts + 1] = d.event
      texts[#texts + 1] = d.type .. ' ' .. d.about .. ' ' .. subject .. ' ' .. d.tenant
      texts[#texts + 1] = fields.b or redis.call('GET', key('event-body', d.event)) or ''
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
      local answers = redis.call('LRANGE', key('event-answers', d.event), 0, -1)
      texts[#texts + 1] = whole(#answers)
      for _, answer in ipairs(answers) do texts[#texts + 1] = answer end
    end
  end
  return texts
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

-- Removes the keys of a job's deliveries, which are stored elsewhere now. They stay in the tenant's list, in the form that names their job.
function forget_deliveries_of_job(job)
  for _, id in ipairs(redis.call('ZRANGE', key('deliveries', job), 0, -1)) do
    local d = load_delivery(id)
    if d then
      local list, short = key('tenant-deliveries', d.tenant), listed_as(d.event, d.receiver, job)
      if redis.call('ZREM', list, id) == 1 then redis.call('ZADD', list, d.created_at, short) end
    end
  end
  for _, id in ipairs(redis.call('ZRANGE', key('deliveries', job), 0, -1)) do
    local event = event_and_receiver(id)
    if event then redis.call('DEL', key('event-deliveries', event), key('event-body', event), key('event-answers', event)) end
  end
  redis.call('DEL', key('deliveries', job))
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

-- The places of packed deliveries in their tenant's list, short enough to be stored uncompressed beside them: a job that retention removes takes its
-- deliveries out of the list without restoring them.
function listed_of(texts, job)
  local members = {}
  each_packed_event(texts, function(event, _head, _body, deliveries)
    for i = 1, #deliveries, 2 do members[#members + 1] = listed_as(event, deliveries[i], job) end
  end)
  return members
end
end
