-- Units of budgets on their way: needed, reserved, spent, given back. See budgets.lua.

-- Scoped: a script may have at most 200 local names, and all files share them.
local needs_of, rank_of, judge, short_of, reserve, give_back, give_back_chain, chain_of, now_of, spend, refund, reserve_again, keep_charges, take_back_charges
do
-- How much of a budget one thing takes, nil if it is a cost without a price.
local function amount_of(b, one)
  if b.project_code and b.project_code ~= one.project then return 0 end
  if b.product_id and b.product_id ~= one.product then return 0 end
  if b.unit == 'cost' then return one.price end
  if b.unit == one.type .. 's' or b.unit == one.type .. 's.' .. one.what then return 1 end
  return 0
end

-- What a purchase takes of its tenant's budgets: {{b, own, each}, …} by number, `each` for each of `count` chained downloads. The second value
-- is the budget that would need a price. `parts`: {own, chain}: which of the two it is about.
function needs_of(tenant, bought, parts)
  local needs = { count = parts.chain and bought.chain and bought.chain.count or 0 }
  local numbers = redis.call('HVALS', key('budgets', tenant))
  table.sort(numbers, function(a, b) return tonumber(a) < tonumber(b) end)
  for _, n in ipairs(numbers) do
    local b = budget(n)
    if b then
      local own = parts.own and amount_of(b, bought) or not parts.own and 0 or nil
      local each = needs.count > 0 and amount_of(b, bought.chain.one) or needs.count == 0 and 0 or nil
      if (not own or not each) and not parts.without_price then return needs, b end
      own, each = own or 0, each or 0
      if own + each > 0 then needs[#needs + 1] = { b = b, own = own, each = each, all = own + each * needs.count } end
    end
  end
  return needs
end

-- Before whom a job stands in the line of a budget: priority, then acceptance.
function rank_of(record)
  return tonumber(record.created_at) - number(record.priority) * PRIORITY_STEP
end

-- Whether a line is blocked for this job: its first one waits longer, or with a higher priority. `b.tried`: one that would wait, see try_jobs.
local function is_behind(b, id, rank)
  if b.tried and (b.tried.rank < rank or (b.tried.rank == rank and b.tried.id < id)) then return true end
  local first = redis.call('ZRANGE', waiting_for(b), 0, 0, 'WITHSCORES')
  if #first == 0 or first[1] == id then return false end
  return tonumber(first[2]) < rank or (tonumber(first[2]) == rank and first[1] < id)
end

-- Whether all budgets have room: 'fits' | 'waits' | 'rejects', and the need that has no room. One that can never fit is rejected.
function judge(needs, id, rank)
  local waits
  for _, need in ipairs(needs) do
    if need.all > need.b.limit then return 'rejects', need end
    if need.all > left_of(need.b) or is_behind(need.b, id, rank) then
      if need.b.when_used_up == 'reject' then return 'rejects', need end
      waits = waits or need
    end
  end
  return waits and 'waits' or 'fits', waits
end

-- A budget without room for a purchase, for the answer: id, unit, needed, left.
function short_of(need)
  return { need.b.id, need.b.unit, whole(need.all or 0), whole(left_of(need.b)) }
end

-- Reserves what a purchase needs, and writes it into `fields`.
function reserve(needs, fields)
  local own, each = {}, {}
  for _, need in ipairs(needs) do
    add_reserved(need.b, need.all)
    if need.own > 0 then own[#own + 1] = need.b.n .. ':' .. whole(need.own) end
    if need.each > 0 then each[#each + 1] = need.b.n .. ':' .. whole(need.each) end
    note_use(need.b)
  end
  if #own > 0 then fields.reserves = table.concat(own, ' ') end
  if #each > 0 then fields.chain = needs.count .. ' ' .. table.concat(each, ' ') end
end

-- Calls `visit(budget, amount, period)` for each part of a list; those of removed budgets are left out.
local function each_part(list, visit)
  for n, amount, period in string.gmatch(list, '(%d+):(%d+):?(%d*)') do
    local b = budget(n)
    if b then visit(b, tonumber(amount), period) end
  end
end

function give_back(list, times)
  each_part(list, function(b, amount) add_reserved(b, -amount * (times or 1)) end)
end

function chain_of(text)
  local count, each = string.match(text or '', '^(%d+) (.+)$')
  return number(count), each or ''
end

function give_back_chain(text)
  local count, each = chain_of(text)
  give_back(each, count)
end

-- The value of a field that this transition may have set already.
function now_of(record, set, field)
  if set[field] ~= nil then return set[field] ~= '' and set[field] or nil end
  return record[field]
end

local function add_charges(record, set, call, charged)
  if #charged == 0 then return end
  local before = now_of(record, set, 'charges')
  set.charges = (before and before .. '|' or '') .. call .. ' ' .. table.concat(charged, ' ')
end

-- A paid call begins: what was reserved for it is spent, in the current period.
function spend(record, set, call)
  local reserved = now_of(record, set, 'reserves')
  if not reserved then return end
  local charged = {}
  each_part(reserved, function(b, amount)
    add_reserved(b, -amount)
    add_spent(b, amount)
    charged[#charged + 1] = table.concat({ b.n, whole(amount), whole(b.from or 0) }, ':')
  end)
  set.reserves = ''
  add_charges(record, set, call, charged)
end

-- Getty certainly did not charge a call: what it spent goes back to the period of the call. Returns what that was.
function refund(record, set, call)
  local kept, refunded = {}, nil
  for text in string.gmatch(now_of(record, set, 'charges') or '', '[^|]+') do
    local its, parts = string.match(text, '^(%S+) (.+)$')
    if its == call then refunded = parts else kept[#kept + 1] = text end
  end
  if not refunded then return nil end
  each_part(refunded, function(b, amount, period) add_spent(b, -amount, period) end)
  set.charges = table.concat(kept, '|')
  return refunded
end

-- What was refunded is needed again for the next call. In the period of the refunded call there is room for it. In a later one there may be none:
-- returns the need without room, and reserves nothing.
function reserve_again(id, record, set, refunded)
  local needs = { count = 0 }
  each_part(refunded, function(b, amount, period)
    needs[#needs + 1] = { b = b, own = amount, each = 0, all = amount, is_back = period == whole(b.from or 0) }
  end)
  for _, need in ipairs(needs) do
    if not need.is_back and (need.all > left_of(need.b) or is_behind(need.b, id, rank_of(record))) then return need end
  end
  reserve(needs, set)
end

-- A charge of a record that is removed stays spent. `gone` keeps the sum over records comparable.
function keep_charges(record)
  each_part(record.charges or '', function(b, amount, period)
    redis.call('HINCRBY', key('budget-gone', b.n), period, whole(amount))
  end)
end

-- The record is there again.
function take_back_charges(record)
  each_part(record.charges or '', function(b, amount, period)
    redis.call('HINCRBY', key('budget-gone', b.n), period, whole(-amount))
  end)
end
end
