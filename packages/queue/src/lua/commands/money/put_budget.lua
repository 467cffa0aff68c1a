-- put_budget: makes a budget, or changes what can be changed of it: `limit`, `warn_at`, `when_used_up`. Jobs that wait for it are looked at.
--   tenant, id   `id`: the caller's
--   fields       its definition as texts, see budgets.lua; `limit` in units, or in millionths of the currency
--   starts       the starts of its periods (ms), the first one of the current period; none for `total`
--   is_operator  whether the operator asks: only he changes what he has set
--   most         how many budgets the tenant may have
--   check_in     ms: when its counters are checked first, see check_budgets
--   token        unique for this call, so that a resend creates what it created
--   audit?       see shared/audit.lua
-- Returns {'created' | 'changed', woken, budget} | {'fixed'} | {'set_by_operator'} | {'too_many'}.
--   fixed        another scope, unit, period or time zone: these cannot change

local FIXED = { 'project_code', 'product_id', 'unit', 'period', 'time_zone' }

-- A value as JSON, as the audit of a creation shows it: `warn_at` is a list of texts.
local function audited(field, value)
  if field == 'warn_at' and value then return (string.gsub(value, '[%d.]+', '"%0"')) end
  return cjson.encode(value or cjson.null)
end

local budgets = key('budgets', op.tenant)
local n = redis.call('HGET', budgets, op.id)
local b = n and money.budget(n)
if b and b.made_by == op.token then return { 'created', woken, money.flatten_budget(b) } end
if b then
  for _, field in ipairs(FIXED) do
    if (b[field] or '') ~= (op.fields[field] or '') then return { 'fixed', woken } end
  end
  if b.set_by == 'operator' and not op.is_operator then return { 'set_by_operator', woken } end
  local changes = {}
  for _, field in ipairs({ 'limit_text', 'warn_at', 'when_used_up', 'set_by' }) do
    if b[field] ~= op.fields[field] then
      local name = field == 'limit_text' and 'limit' or field
      changes[#changes + 1] = '"' .. name .. '":{"before":' .. audited(field, b[field]) .. ',"after":' .. audited(field, op.fields[field]) .. '}'
    end
  end
  if #changes == 0 then return { 'changed', woken, money.flatten_budget(b) } end
  note_audit(op.audit, { changes = '{' .. table.concat(changes, ',') .. '}' })
  redis.call('HSET', key('budget', n), 'limit', op.fields.limit, 'limit_text', op.fields.limit_text, 'warn_at', op.fields.warn_at, 'when_used_up', op.fields.when_used_up,
    'set_by', op.fields.set_by)
  money.budget_changed(n)
  money.note_use(money.budget(n))
  money.fund_where_room_appeared()
  return { 'changed', woken, money.flatten_budget(money.budget(n)) }
end

if redis.call('HLEN', budgets) >= op.most then return { 'too_many', woken } end
note_audit(op.audit)
redis.call('SADD', key('tenants'), op.tenant)
n = whole(redis.call('INCR', key('budgets-made')))
redis.call('HSET', budgets, op.id, n)
redis.call('ZADD', key('budget-checks'), 'NX', redis_now() + op.check_in, op.tenant)
store(key('budget', n), op.fields)
redis.call('HSET', key('budget', n), 'id', op.id, 'tenant', op.tenant, 'counting_since', whole(op.now), 'made_by', op.token)
if #op.starts > 1 then
  redis.call('HSET', key('budget', n), 'from', whole(op.starts[1]), 'until', whole(op.starts[2]))
  money.add_starts(n, op.starts)
  redis.call('ZADD', key('budgets-due'), op.starts[2], n)
end
return { 'created', woken, money.flatten_budget(money.budget(n)) }
