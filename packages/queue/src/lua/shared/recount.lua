-- The check of a tenant's budgets: the sum over its records, counted in portions by the time of their creation while jobs go on. What changes of a record
-- that was counted already changes the sum as well, so that the sum is exact when the last portion is counted.
--   budget-check:<tenant>   hash: `counted_to` (ms: records created until then are counted), `reserved:<n>`, `spent:<n>:<period>`
--   budget-checks           tenant → when its next check begins, or goes on (ms, by Redis' clock)

local recount
do
local function add(check, field, amount)
  redis.call('HINCRBY', check, field, whole(amount))
end

local function add_record(check, record, sign)
  for n, amount in string.gmatch(record.reserves or '', '(%d+):(%d+)') do add(check, 'reserved:' .. n, sign * amount) end
  local count, each = chain_of(record.chain)
  for n, amount in string.gmatch(each, '(%d+):(%d+)') do add(check, 'reserved:' .. n, sign * count * amount) end
  for n, amount, period in string.gmatch(record.charges or '', '(%d+):(%d+):(%d+)') do add(check, 'spent:' .. n .. ':' .. period, sign * amount) end
end

-- A record of a tenant, created then (ms), holds other units than before. Without `before` it is new or is counted first, without `after` it is gone.
function recount(tenant, created_at, before, after)
  if not (before and (before.reserves or before.chain or before.charges)) and not (after and (after.reserves or after.chain or after.charges)) then
    return
  end
  local check = key('budget-check', tenant)
  local counted_to = tonumber(redis.call('HGET', check, 'counted_to') or nil)
  if not counted_to or tonumber(created_at) > counted_to then return end
  if before then add_record(check, before, -1) end
  if after then add_record(check, after, 1) end
end
end
