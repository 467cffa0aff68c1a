-- open_deliveries: one event to its receivers, stored before it is first tried.
--   event        its place in the log
--   type, tenant, about, subject   see deliveries.lua
--   receivers    {{receiver, url, own}, …}; each makes one delivery, so opening twice is opening once
--   ARGV[2]      what is sent
-- Returns {'opened', woken, outcomes…}.
--   outcomes     'opened' | 'exists' | 'closed', one for each receiver. `closed`: its endpoint is disabled or deleted

local answer = { 'opened', woken }
local shared = key('event-deliveries', op.event)
for _, given in ipairs(op.receivers) do
  local receiver, url, own = given[1], given[2], given[3]
  local id = delivery_id(op.event, receiver)
  if redis.call('HEXISTS', shared, '@' .. receiver) == 1 or redis.call('EXISTS', key('delivery', id)) == 1 then
    answer[#answer + 1] = 'exists'
  elseif own ~= '+' and is_closed(endpoint_of(receiver)) then
    answer[#answer + 1] = 'closed'
  else
    store_event(op.event, { type = op.type, tenant = op.tenant, about = op.about, subject = op.subject }, ARGV[2])
    local d = {
      id = id, event = op.event, receiver = receiver, tenant = op.tenant, job = op.about == 'job' and op.subject or nil,
      status = 'pending', attempts = 0, round_from = 0, next_at = '-', created_at = whole(op.now), finished_at = '-',
      own = own, tries = '-', url = url,
    }
    save_delivery(d)
    list_delivery(d)
    line_up(id, op.tenant, op.now)
    answer[#answer + 1] = 'opened'
  end
end
return answer
