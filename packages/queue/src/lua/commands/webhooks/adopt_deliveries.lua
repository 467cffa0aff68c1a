-- adopt_deliveries: brings deliveries of an earlier version into the present form, and into the line.
--   ids?         these; without them, those that are overdue
--   most?        how many of the overdue
-- Returns {'adopted', woken, ids…}.
--   ids          of those that are pending

local adopted = { 'adopted', woken }
for _, id in ipairs(op.ids or redis.call('ZRANGEBYSCORE', key('deliveries-due'), '-inf', op.now, 'LIMIT', 0, op.most)) do
  local d = load_delivery(id)
  redis.call('ZREM', key('deliveries-due'), id)
  local stands = d and (redis.call('ZSCORE', key('delivery-later'), id) or redis.call('ZSCORE', key('delivery-line', d.tenant), id))
  if d and d.status == 'pending' then
    local at = tonumber(d.next_at) or op.now
    if stands then
      -- It is in the line already.
    elseif at > op.now then
      wait_until(id, d.tenant, at)
    else
      line_up({ d })
    end
    adopted[#adopted + 1] = id
  end
end
return adopted
