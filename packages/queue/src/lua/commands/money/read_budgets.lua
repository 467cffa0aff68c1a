-- read_budgets: a tenant's budgets with their counters in the current period.
--   tenant
--   id?          only this one
-- Returns {'budgets', woken, found…}.

local found = {}
local all = as_table(redis.call('HGETALL', key('budgets', op.tenant)))
local ids = {}
for id in pairs(all) do
  if not op.id or op.id == id then ids[#ids + 1] = id end
end
table.sort(ids)
for _, id in ipairs(ids) do
  local b = money.budget(all[id])
  if b then found[#found + 1] = money.flatten_budget(b) end
end
return { 'budgets', woken, unpack(found) }
