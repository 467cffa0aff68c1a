-- Jobs that wait for units of a budget, in its line: by priority, then by acceptance. The first one that does not fit blocks those behind it.

-- Scoped: a script may have at most 200 local names, and all files share them.
local admit, join_budget_line, fund_waiting, fund_where_room_appeared, move_units, stay_unfunded, take_another_unit
do
local MOST_FUNDED = 50 -- in one command; tend_budgets goes on

-- The fields of a job that begins to wait for a budget. A default deadline does not run meanwhile.
local function wait_fields(fields, record, b, has_deadline)
  fields.unfunded = '1'
  fields.resume_at = b['until'] and whole(b['until']) or nil
  if not has_deadline and not record.deadline_then then
    fields.deadline_then = record.deadline_at
    fields.deadline_at = whole(NO_DEADLINE)
  end
end

function join_budget_line(id, record, b)
  record.line = budget_line(b.n)
  redis.call('HSET', key('job', id), 'line', record.line)
  redis.call('ZADD', waiting_for(b), rank_of(record), id)
  redis.call('ZREM', key('due'), id)
  redis.call('ZREM', key('wake'), id)
  note_use(b, true)
end

-- Takes in a new job: 'fits' (reserved), 'waits' (its fields say so; it stands in line), 'rejects' or 'price_unknown', with the budget's need
-- or the budget. `may_reject` false: it was accepted already, and waits. `dry`: {own, chain}, those parts are tried and nothing is
-- written.
function admit(job, spec, may_reject, dry)
  local fields = job.fields
  local bought = purchase_of(fields, spec)
  local parts = dry or { own = true, chain = true }
  local needs, unpriced = needs_of(fields.tenant, bought, { own = parts.own, chain = parts.chain, without_price = not may_reject })
  if unpriced then return 'price_unknown', { b = unpriced }, needs end
  local verdict, need = judge(needs, job.id, rank_of(fields))
  if verdict == 'rejects' and not may_reject then verdict = 'waits' end
  if dry then
    for _, one in ipairs(verdict == 'fits' and needs or {}) do one.b.reserved = one.b.reserved + one.all end
  elseif verdict == 'fits' then
    reserve(needs, fields)
  elseif verdict == 'waits' then
    wait_fields(fields, fields, need.b, bought.has_deadline)
    fields.reason, fields.line = fields.awaits and 'source' or 'budget', budget_line(need.b.n)
    redis.call('ZADD', waiting_for(need.b), rank_of(fields), job.id)
    job.due = nil
    note_use(need.b, true)
  elseif need.all <= need.b.limit then
    note_use(need.b, true)
  end
  return verdict, need, needs
end

-- A waiting job has its units: it goes on, unless it also waits for its source.
local function fund(id, record, needs)
  local before = { reserves = record.reserves, chain = record.chain, charges = record.charges }
  local awaits = record.awaits
  local set = { reason = awaits and 'source' or '', unfunded = '', line = '', resume_at = '' }
  reserve(needs, set)
  if record.deadline_then and not awaits then
    set.deadline_then = ''
    set.deadline_at = whole(math.max(tonumber(record.deadline_then), op.now + UNSENT_MS))
  end
  set.seq, set.updated_at = whole(number(record.seq) + 1), whole(op.now)
  redis.call('ZREM', key('line', record.line, record.tenant), id)
  for field, value in pairs(set) do
    record[field] = value ~= '' and value or nil
    if value == '' then redis.call('HDEL', key('job', id), field) else redis.call('HSET', key('job', id), field, value) end
  end
  recount(record.tenant, record.created_at, before, record)
  if awaits then return end
  set_deadline(id, record)
  set_due(id, record, op.now + 60 * 1000)
  wake(id, record)
end

-- Funds the first jobs in the line of a budget, `most` at the most. Returns whether there may be more. The line of a removed budget is emptied.
function fund_waiting(n, most)
  local tenant = redis.call('HGET', key('budget', n), 'tenant')
  if not tenant then return false end
  local line = key('line', budget_line(n), tenant)
  for _ = 1, most do
    local id = redis.call('ZRANGE', line, 0, 0)[1]
    if not id then return false end
    local record = load(id)
    if not record or record.line ~= budget_line(n) or not record.unfunded then
      redis.call('ZREM', line, id)
    else
      local needs = needs_of(tenant, stored_purchase(id, record), { own = true, chain = not (record.chain or record.downloads), without_price = true })
      local verdict, need = judge(needs, id, rank_of(record))
      if verdict == 'fits' then
        fund(id, record, needs)
      elseif need.b.n == n then
        return false
      else
        redis.call('ZREM', line, id)
        join_budget_line(id, record, need.b)
      end
    end
  end
  return redis.call('EXISTS', line) == 1
end

-- At the end of a command: funds jobs where units came back.
function fund_where_room_appeared()
  for n in pairs(room_appeared) do
    room_appeared[n] = nil
    if fund_waiting(n, MOST_FUNDED) then redis.call('ZADD', key('budgets-due'), redis_now(), n) end
  end
end

-- The units of a transition, before its fields are written. Own units are held only while the job is queued; those of chained downloads until it ends.
-- Returns the units for chained downloads where the job ends.
function move_units(id, record, change)
  local set = change.set
  local status = change.status or record.status
  local own = now_of(record, set, 'reserves')
  if status ~= 'queued' and own then
    give_back(own)
    set.reserves = ''
  elseif status == 'queued' and change.refunded and not own and not record.unfunded then
    local need = reserve_again(id, record, set, change.refunded)
    if need then
      wait_fields(set, record, need.b, record.deadline_then or stored_purchase(id, record).has_deadline)
      change.status, change.reason, change.due, change.park, change.leave_slot = 'queued', 'budget', nil, nil, true
      change.waits_for = need.b
    end
  end
  if record.unfunded and status ~= 'queued' then -- it ends, or goes on with a call that was given up
    local waited_for = budget_line_of(record)
    if waited_for then
      room_appeared[waited_for] = true
      leave_line(id, record)
    end
    set.unfunded, set.deadline_then = '', ''
  end
  if not FINAL[status] then return nil end
  local chain = now_of(record, set, 'chain')
  if chain then set.chain = '' end
  return chain
end

-- A change of a waiting job: it goes on waiting, and its place in line may have changed.
function stay_unfunded(record, change, spec)
  change.status, change.reason, change.due, change.leave_slot = 'queued', 'budget', nil, nil
  if change.set.deadline_at then
    change.set.deadline_then = ''
    if not purchase_of(record, spec).has_deadline then
      change.set.deadline_then, change.set.deadline_at = change.set.deadline_at, whole(NO_DEADLINE)
    end
  end
  room_appeared[budget_line_of(record)] = true
end

-- A paid call with an unknown outcome is sent again, which takes another unit; without one the job is held instead.
function take_another_unit(id, record, change)
  local needs, unpriced = needs_of(record.tenant, stored_purchase(id, record), { own = true })
  if not unpriced and judge(needs, id, rank_of(record)) == 'fits' then return reserve(needs, change.set) end
  change.status, change.reason, change.due, change.event = 'held', nil, nil, record.type .. '.held'
  change.set.lost_calls, change.set.error, change.timeline = nil, change.sends_again.error, change.sends_again.timeline
end
end
