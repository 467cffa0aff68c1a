-- extend_periods: adds computed starts of a budget's periods, and forgets those that are long over.
--   budget       its number
--   starts       ms
-- Returns {'extended'} | {'missing'}.

local b = money.budget(op.budget)
if not b or not b['until'] then return { 'missing', woken } end
money.add_starts(op.budget, op.starts)
redis.call('ZREMRANGEBYSCORE', key('budget-starts', op.budget), '-inf', '(' .. whole(b.from))
return { 'extended', woken }
