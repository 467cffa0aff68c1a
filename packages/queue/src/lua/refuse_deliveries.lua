-- refuse_deliveries: ends those of some deliveries that are still pending and whose endpoint was disabled or deleted.
--   ids
--   at           the instant as text
--   why          what the jobs' timelines say
-- Returns {'refused', woken, id, …}.

local refused = { 'refused', woken }
for _, id in ipairs(op.ids) do
  local delivery = redis.call('HMGET', key('delivery', id), 'status', 'job_id', 'endpoint_id')
  if delivery[1] == 'pending' and is_closed(delivery[3]) then
    end_delivery(id, delivery[2], 'refused')
    if delivery[2] and redis.call('EXISTS', key('job', delivery[2])) == 1 then
      append_timeline(delivery[2], cjson.encode({ at = op.at, event = 'webhook', error = op.why, delivery_id = id }))
    end
    refused[#refused + 1] = id
  end
end
return refused
