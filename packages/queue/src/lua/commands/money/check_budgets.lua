-- check_budgets: counts the next portion of records of a tenant with budgets, and after the last one compares its counters with the sum. A counter that
-- differs is corrected. An ended record reserves nothing.
--   most         how many records at the most, and all others of the last one's instant
--   every        ms: how often a tenant is checked
-- Returns {'none'} | {'counted', woken, tenant, differences…}.
--   counted      of this tenant, and there may be more to do at once; differences: budget, what ('reserved' or a period's start), counter, sum

local now = redis_now()
local tenant = redis.call('ZRANGEBYSCORE', key('budget-checks'), '-inf', now, 'LIMIT', 0, 1)[1]
if not tenant then return { 'none', woken } end

local check = key('budget-check', tenant)
local counted_to = tonumber(redis.call('HGET', check, 'counted_to') or '-1')
local jobs = key('jobs', tenant)
local ids = redis.call('ZRANGEBYSCORE', jobs, '(' .. whole(counted_to), '+inf', 'LIMIT', 0, op.most, 'WITHSCORES')
local differences = {}

if #ids == 2 * op.most then
  counted_to = tonumber(ids[#ids])
  ids = redis.call('ZRANGEBYSCORE', jobs, '(' .. (redis.call('HGET', check, 'counted_to') or '-1'), counted_to, 'WITHSCORES')
else
  counted_to = nil
end
-- As if all of them were created at once, and counted by that.
redis.call('HSET', check, 'counted_to', whole(counted_to or NO_DEADLINE))
for i = 1, #ids, 2 do
  local record = key('job', ids[i])
  local held = redis.call('HMGET', record, 'reserves', 'chain', 'charges', 'status')
  -- A worker of a version without budgets ended it.
  local kept = FINAL[held[4]] and (held[1] or held[2])
  if kept then redis.call('HDEL', record, 'reserves', 'chain') end
  money.recount(tenant, 0, nil, { reserves = not kept and held[1] or nil, chain = not kept and held[2] or nil, charges = held[3] or nil })
end
if counted_to then return { 'counted', woken, tenant } end

local sums = as_table(redis.call('HGETALL', check))
redis.call('DEL', check)
local budgets = as_table(redis.call('HGETALL', key('budgets', tenant)))
for id, n in pairs(budgets) do
  local function compare(what, hash, field, counter, sum)
    if counter == sum then return end
    differences[#differences + 1] = { id, what, whole(counter), whole(sum) }
    redis.call('HSET', hash, field, whole(sum))
    money.budget_changed(n)
  end
  compare('reserved', key('budget', n), 'reserved', number(redis.call('HGET', key('budget', n), 'reserved') or nil), number(sums['reserved:' .. n]))
  local spent, gone = as_table(redis.call('HGETALL', key('budget-spent', n))), as_table(redis.call('HGETALL', key('budget-gone', n)))
  for period, counter in pairs(spent) do
    compare(period, key('budget-spent', n), period, tonumber(counter), number(gone[period]) + number(sums['spent:' .. n .. ':' .. period]))
  end
end
money.fund_where_room_appeared()
if next(budgets) then
  redis.call('ZADD', key('budget-checks'), now + op.every, tenant)
else
  redis.call('ZREM', key('budget-checks'), tenant)
end
return { 'counted', woken, tenant, unpack(differences) }
