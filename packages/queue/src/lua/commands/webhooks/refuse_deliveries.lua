-- refuse_deliveries: ends the pending ones of some deliveries if their endpoint was disabled or deleted.
--   ids          a few hundred at the most
--   at           the instant as text
--   why          what the jobs' timelines say
-- Returns {'refused', woken, ids…}.

local refused = { 'refused', woken }
for _, id in ipairs(op.ids) do
  local d = load_delivery(id)
  if d and d.status == 'pending' and d.own ~= '+' and is_closed(endpoint_of(d.receiver)) then
    end_delivery(d, 'refused')
    note_webhook(d, cjson.encode({ at = op.at, event = 'webhook', error = op.why, delivery_id = id }))
    refused[#refused + 1] = id
  end
end
return refused
