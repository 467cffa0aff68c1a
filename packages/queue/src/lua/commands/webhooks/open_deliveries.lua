-- open_deliveries: the deliveries of some events, stored before they are first tried. Opening twice is opening once.
--   events       {{event, type, tenant, about, subject, receivers}, …}: its place in the log; see deliveries.lua. Of each receiver {receiver, url, own}
--   ARGV[2]…     what is sent, one for each event
--   begins?      {places, lease}: a notifier begins the first tries itself, if it has places for all of them, and nothing waits that came before.
--                Each comes back after `lease` (ms), unless it was settled
--   logged?      the events were read from the log, maybe from that of a Redis which was replaced since
-- Returns {'opened', woken, outcomes…}.
--   outcomes     'opened' | 'added' | 'begun' | 'exists' | 'closed' | 'lost', one for each receiver. `added`: opened beside others of its event, which have
--                their body. `begun`: the caller makes the first try now. `closed`: its endpoint is disabled or deleted. `lost`: this log does not have the event, so what caused
--                it was lost as well, or happens again under another id

local answer = { 'opened', woken }
local made, lists = {}, {}

local closed = {}
local function takes_none(receiver, own)
  if own == '+' then return false end
  if closed[receiver] == nil then closed[receiver] = is_closed(endpoint_of(receiver)) or false end
  return closed[receiver]
end

-- Whether any delivery of the event exists, in whatever form. Those of a packed job exist with it: it is unpacked first.
local subjects = {}
local function is_known(given)
  local names = { key('event-deliveries', given.event) }
  for _, receiver in ipairs(given.receivers) do names[#names + 1] = key('delivery', delivery_id(given.event, receiver[1])) end
  if given.about == 'job' then names[#names + 1] = key('packed', given.subject) end
  if redis.call('EXISTS', unpack(names)) == 0 then return false end
  if given.about == 'job' then subjects[#subjects + 1] = given.subject end
  return true
end

-- A repeated command finds its own deliveries, which it began at this instant.
local function began_here(id)
  local held_until = op.begins and redis.call('ZSCORE', key('delivery-later'), id)
  return held_until and tonumber(held_until) == op.now + op.begins.lease
end

local function exists(given, id, receiver)
  return redis.call('HEXISTS', key('event-deliveries', given.event), '@' .. receiver) == 1 or redis.call('EXISTS', key('delivery', id)) == 1
end

local function list(name, score, member)
  lists[name] = lists[name] or {}
  table.insert(lists[name], score)
  table.insert(lists[name], member)
end

-- The log keeps an event until it was handled.
local function is_lost(given)
  return op.logged and #redis.call('XRANGE', key('events'), given.event, given.event) == 0
end

local function open(given, body, known)
  if not known and is_lost(given) then
    for _ = 1, #given.receivers do answer[#answer + 1] = 'lost' end
    return
  end
  local fields, deliveries = {}, {}
  for _, each in ipairs(given.receivers) do
    local receiver, url, own = each[1], each[2], each[3]
    local id = delivery_id(given.event, receiver)
    if known and exists(given, id, receiver) then
      answer[#answer + 1] = began_here(id) and 'begun' or 'exists'
    elseif takes_none(receiver, own) then
      answer[#answer + 1] = 'closed'
    else
      answer[#answer + 1] = known and 'added' or 'opened'
      local d = {
        id = id, event = given.event, receiver = receiver, tenant = given.tenant, job = given.about == 'job' and given.subject or nil,
        status = 'pending', attempts = 0, round_from = 0, next_at = '-', created_at = whole(op.now), finished_at = '-', own = own, tries = '-', url = url,
        place = #answer, is_first = not known,
      }
      fields[#fields + 1] = '@' .. receiver
      fields[#fields + 1] = pack_delivery(d)
      made[#made + 1] = d
      list(key('tenant-deliveries', d.tenant), d.created_at, listed_member(d))
      if d.job then list(key('deliveries', d.job), d.created_at, id) end
    end
  end
  if #fields > 0 then store_event(given.event, given, body, fields, not known or redis.call('EXISTS', key('event-deliveries', given.event)) == 0) end
end

local known = {}
for i, given in ipairs(op.events) do known[i] = is_known(given) end
refuse_packed(unpack(subjects))
for i, given in ipairs(op.events) do open(given, ARGV[1 + i], known[i]) end

local begins = op.begins and #made > 0 and #made <= op.begins.places and redis.call('EXISTS', key('delivery-line')) == 0
for _, d in ipairs(made) do begins = begins and d.is_first end
for _, d in ipairs(made) do
  if begins then
    answer[d.place] = 'begun'
    list(key('delivery-later'), op.now + op.begins.lease, d.id)
  end
end
for name, entries in pairs(lists) do redis.call('ZADD', name, unpack(entries)) end
if not begins then line_up(made) end
return answer
