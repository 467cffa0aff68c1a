-- remove_budget: removes a budget. Jobs that waited for it go on, the first of them at once; tend_budgets wakes the others.
--   tenant, id
--   is_operator  whether the operator asks
--   audit?       see shared/audit.lua
-- Returns {'removed', woken} | {'missing'} | {'set_by_operator'}.

local n = redis.call('HGET', key('budgets', op.tenant), op.id)
local b = n and money.budget(n)
if not b then return { 'missing', woken } end
if b.set_by == 'operator' and not op.is_operator then return { 'set_by_operator', woken } end
note_audit(op.audit)
redis.call('HDEL', key('budgets', op.tenant), op.id)
redis.call('DEL', key('budget', n), key('budget-spent', n), key('budget-gone', n), key('budget-starts', n))
redis.call('HSET', key('budget', n), 'tenant', op.tenant) -- until its line is empty
redis.call('ZADD', key('budgets-due'), redis_now(), n)
money.budget_changed(n)
money.fund_where_room_appeared()
return { 'removed', woken }
