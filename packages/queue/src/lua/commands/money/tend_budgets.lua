-- tend_budgets: looks at budgets that are due: their next period has begun, or more jobs wait for units that came back.
--   most         how many jobs to fund at the most
-- Returns {'tended', woken, more, ending…}.
--   more         '1' if there is more to do at once
--   ending       budgets with few periods computed ahead: number, period, time zone, the last start (ms)

local BUDGETS = 20
local FEW_PERIODS = 30

local due, more, ending = key('budgets-due'), '0', {}
local numbers = redis.call('ZRANGEBYSCORE', due, '-inf', redis_now(), 'LIMIT', 0, BUDGETS)
for _, n in ipairs(numbers) do
  local b = money.budget(n)
  money.room_is_looked_at(n)
  if money.fund_waiting(n, op.most) then
    more = '1'
  elseif b and b['until'] then
    redis.call('ZADD', due, b['until'], n)
  else
    redis.call('ZREM', due, n)
    if not b then redis.call('DEL', key('budget', n)) end
  end
  local starts = key('budget-starts', n)
  if b and b['until'] and redis.call('ZCOUNT', starts, '(' .. whole(b.from), '+inf') < FEW_PERIODS then
    local last = redis.call('ZRANGE', starts, -1, -1)[1] or whole(b.from)
    ending[#ending + 1] = { n, b.period, b.time_zone, last }
  end
end
if #numbers == BUDGETS then more = '1' end
money.fund_where_room_appeared()
return { 'tended', woken, more, unpack(ending) }
