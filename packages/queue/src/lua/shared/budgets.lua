-- Budgets: counters beside the records, changed in the same step as the transition. An amount is an integer: jobs, or millionths of the currency.
--   budgets:<tenant>     the caller's id → number of the budget; a budget that is removed and made again has another number
--   budget:<n>           hash: its definition, `reserved`, and its current period (`from`, `until`, ms; absent for `total`)
--   budget-spent:<n>     start of a period (0 for `total`) → what was spent by calls made in it
--   budget-starts:<n>    the starts of its periods, as far as they were computed: Lua knows no time zones
--   budget-gone:<n>      start of a period → what removed records had spent
--   budgets-due          number → when to look at it next
-- A record says what it holds, so that a command sent twice, or a crash, changes nothing twice:
--   reserves   "n:amount …": for its next paid call
--   chain      "count n:amount …": for each of so many downloads that it will start
--   charges    "call n:amount:period …|…": what each paid call has spent
--   unfunded   '1' while it waits for units in the line of a budget, `budget.<n>`; `deadline_then`: its deadline, which does not run meanwhile
-- Periods follow Redis' clock: with clocks of their own, two processes could spend in two periods at once.

-- Scoped: a script may have at most 200 local names, and all files share them.
local budgets_read, room_appeared
at_each_call(function() budgets_read, room_appeared = {}, {} end)
local budget_changed, room_is_looked_at, budget_line, budget_line_of, add_starts, budget, left_of, waiting_for, flatten_budget, note_use, add_reserved, add_spent
do
local SPENT_KEPT_MS = 400 * 86400 * 1000

-- Its definition was written, or it was removed: it is read anew, and whoever waits may go on.
function budget_changed(n)
  budgets_read[n] = nil
  room_appeared[n] = true
end

function room_is_looked_at(n)
  room_appeared[n] = nil
end

function budget_line(n)
  return 'budget.' .. n
end

function budget_line_of(record)
  return record.line and string.match(record.line, '^budget%.(%d+)$')
end

-- The period after `until`: one that was computed, or, where no process has computed for long, as long as the one before.
local function next_period(b, now)
  local starts = key('budget-starts', b.n)
  local from = tonumber(redis.call('ZREVRANGEBYSCORE', starts, whole(now), '-inf', 'LIMIT', 0, 1)[1])
  local till = tonumber(redis.call('ZRANGEBYSCORE', starts, '(' .. whole(now), '+inf', 'LIMIT', 0, 1)[1])
  if from and till then return from, till end
  from = math.max(from or 0, b['until'])
  local length = b['until'] - b.from
  from = from + math.floor((now - from) / length) * length
  return from, from + length
end

function add_starts(n, starts)
  for _, start in ipairs(starts) do redis.call('ZADD', key('budget-starts', n), start, whole(start)) end
end

local function enter_period(b)
  local now = math.max(redis_now(), b.from) -- time does not go back
  if now < b['until'] then return end
  b.from, b['until'] = next_period(b, now)
  redis.call('HSET', key('budget', b.n), 'from', whole(b.from), 'until', whole(b['until']))
  redis.call('ZADD', key('budgets-due'), b['until'], b.n)
  for _, hash in ipairs({ key('budget-spent', b.n), key('budget-gone', b.n) }) do
    for _, period in ipairs(redis.call('HKEYS', hash)) do
      if tonumber(period) < b.from - SPENT_KEPT_MS then redis.call('HDEL', hash, period) end
    end
  end
  room_appeared[b.n] = true
end

-- A budget in its current period, or nil if it was removed.
function budget(n)
  if budgets_read[n] == nil then
    local b = as_table(redis.call('HGETALL', key('budget', n)))
    budgets_read[n] = b.limit and b or false
    if b.limit then
      b.n, b.limit, b.reserved = n, tonumber(b.limit), number(b.reserved)
      b.from, b['until'] = tonumber(b.from or nil), tonumber(b['until'] or nil)
      if b['until'] then enter_period(b) end
      b.spent = number(redis.call('HGET', key('budget-spent', n), whole(b.from or 0)) or nil)
    end
  end
  return budgets_read[n] or nil
end

function left_of(b)
  return b.limit - b.spent - b.reserved
end

function waiting_for(b)
  return key('line', budget_line(b.n), b.tenant)
end

-- A budget as a list of fields and values: its definition, and its counters in the current period.
local BUDGET_FIELDS = {
  'id', 'tenant', 'project_code', 'product_id', 'unit', 'period', 'time_zone', 'warn_at', 'when_used_up', 'set_by', 'counting_since',
}

function flatten_budget(b)
  local flat = {}
  for _, field in ipairs(BUDGET_FIELDS) do
    flat[#flat + 1] = field
    flat[#flat + 1] = b[field] or ''
  end
  local counters = { 'limit', whole(b.limit), 'reserved', whole(b.reserved), 'spent', whole(b.spent), 'waiting', whole(redis.call('ZCARD', waiting_for(b))),
    'from', b.from and whole(b.from) or '', 'until', b['until'] and whole(b['until']) or '' }
  for _, text in ipairs(counters) do flat[#flat + 1] = text end
  return flat
end

local function budget_event(b, event)
  local entry = { 'about', 'budget' }
  for _, text in ipairs(flatten_budget(b)) do entry[#entry + 1] = text end
  append_entry(b.tenant, entry, event)
end

-- Events, each once a period: a share of `warn_at` is used, all is used, or a job found no room (`refused`).
function note_use(b, refused)
  local used, period = b.spent + b.reserved, whole(b.from or 0)
  local passed = 0
  for share in string.gmatch(b.warn_at or '', '[%d.]+') do
    -- In whole ten-thousandths: 100 * 0.07 is more than 7.
    if used * 10000 >= b.limit * math.floor(tonumber(share) * 10000 + 0.5) then passed = passed + 1 end
  end
  local warned = string.match(b.warned or '', '^' .. period .. ' (%d+)$')
  if passed > number(warned) then
    b.warned = period .. ' ' .. passed
    redis.call('HSET', key('budget', b.n), 'warned', b.warned)
    budget_event(b, 'budget.warning')
  end
  if (refused or used >= b.limit) and b.exhausted ~= period then
    b.exhausted = period
    redis.call('HSET', key('budget', b.n), 'exhausted', period)
    budget_event(b, 'budget.exhausted')
  end
end

function add_reserved(b, amount)
  b.reserved = b.reserved + amount
  redis.call('HINCRBY', key('budget', b.n), 'reserved', whole(amount))
  if amount < 0 then room_appeared[b.n] = true end
end

-- `period`: the start of one; the current one without it. One that is no longer kept is left alone.
function add_spent(b, amount, period)
  local current = whole(b.from or 0)
  if period and period ~= current then
    local spent = key('budget-spent', b.n)
    if redis.call('HEXISTS', spent, period) == 1 then redis.call('HINCRBY', spent, period, whole(amount)) end
    return
  end
  b.spent = b.spent + amount
  redis.call('HINCRBY', key('budget-spent', b.n), current, whole(amount))
  if amount < 0 then room_appeared[b.n] = true end
end
end
