-- The only writer of records. A change is
--   status, reason   the new status; without `status` it stays
--   set              field → text; the empty text removes the field. `billing` and `because` are those of one paid call, see bill.lua
--   begins           a further paid call begins: run and fence of its intent
--   call             that call, as run and fence of its intent; else the one under way, or the latest
--   due              ms: when to look at it again; without it the old time stands
--   timeline         one entry as JSON; `polled = true` folds it into a poll entry before it
--   event            the event type to append with this transition
--   leave_slot       true: give the slot back; keep_slot_until: ms, see slots.lua
--   copies           {copy?} of a job that succeeds: whether an archive wants a copy of it, see copies.lua
--   children         jobs to insert (see insert)
--   remember         {image, value}: the last download of an image
--   asset            Getty's id of the file of a download
--   processing_time  Getty's processing time, see processing-time.ts; `processing_of`: of what, else of the job's type
--   result           what the job came to, as JSON; written once, since no run follows upon success
--   refused          'pending' | 'queries': the limit by which Getty refused the call, made in this epoch of the query budget
--   pause            {name, until, event}: Getty refuses for hours, until then by the caller's clock; the event is appended when the pause is new
--   resume           the name of a pause that is over: Getty took a call
--   park             the name of a pause that holds this job up, see parking.lua
--   sends_again      {error, timeline}: an unknown call is sent again. Without a unit of a budget the job is held instead, with these

-- Scoped: a script may have at most 200 local names, and all files share them.
local insert, list_inserted, complete_batch, write
do
local IMAGE_MEMORY_S = 183 * 86400 -- Getty keeps images six months
local CLOCK_AHEAD_MS = 60 * 1000 -- less than that differs without harm, see lost_since
local PROCESSING_TIMES_KEPT = 500 -- few enough to follow when Getty becomes faster or slower

local BATCH_EVENT_FIELDS = {
  'tenant', 'spec', 'total', 'accepted', 'open', 'created_at', 'completed_at',
  'queued', 'submitting', 'waiting', 'held', 'succeeded', 'failed', 'canceled', 'expired',
}

-- Every accepted job of the batch has ended: one event with its current state.
function complete_batch(id)
  redis.call('HSET', key('batch', id), 'completed_at', whole(op.now))
  redis.call('ZADD', key('batches-ended'), op.now, id)
  append_snapshot('batch', id, BATCH_EVENT_FIELDS, 'batch.completed')
end

-- Maintains the counts of a job's batch. `batch_open` marks a job that has not ended yet: it is removed at the first end, so later runs do
-- not count.
local function move_in_batch(id, record, before)
  local batch = key('batch', record.batch_id)
  if redis.call('EXISTS', batch) == 0 then return end -- retention removed it; a retried job continues without it
  redis.call('HINCRBY', batch, before, -1)
  redis.call('HINCRBY', batch, record.status, 1)
  if not (FINAL[record.status] and record.batch_open) then return end
  redis.call('HDEL', key('job', id), 'batch_open')
  record.batch_open = nil
  if redis.call('HINCRBY', batch, 'open', -1) == 0 then complete_batch(record.batch_id) end
end

-- Index entries and requests of inserted jobs, written by `list_inserted` once for all jobs of a command.
local listed, counted, tenants, specs
local function forget_listed()
  listed, counted, tenants, specs = {}, {}, {}, {}
end
at_each_call(forget_listed)

local function list(index, score, id)
  local entries = listed[index] or {}
  listed[index] = entries
  entries[#entries + 1] = score
  entries[#entries + 1] = id
end

local AT_ONCE = 2000 -- arguments of one call: Lua's stack is no longer than 8,000

function list_inserted()
  for from = 1, #specs, AT_ONCE do redis.call('MSET', unpack(specs, from, math.min(from + AT_ONCE - 1, #specs))) end
  for index, entries in pairs(listed) do
    for from = 1, #entries, AT_ONCE do redis.call('ZADD', index, unpack(entries, from, math.min(from + AT_ONCE - 1, #entries))) end
  end
  for batch, statuses in pairs(counted) do
    for status, jobs in pairs(statuses) do redis.call('HINCRBY', batch, status, jobs) end
  end
  for tenant in pairs(tenants) do redis.call('SADD', key('tenants'), tenant) end
  forget_listed()
end

-- Inserts a job unless it exists. `job`: id, fields (its first hash fields), spec (JSON text), due (without it, the job waits). It stands in the indexes,
-- and has its request, after `list_inserted`. `is_new`: it certainly does not exist.
function insert(job, is_new)
  local fields = job.fields
  if not is_new and redis.call('EXISTS', key('job', job.id)) == 1 then return false end
  local now = redis_now()
  if not fields.begun_at and tonumber(fields.created_at) > now + CLOCK_AHEAD_MS then fields.begun_at = whole(now) end
  store(key('job', job.id), fields)
  if holds_units(fields) then money.recount(fields.tenant, fields.created_at, nil, fields) end
  specs[#specs + 1] = key('spec', job.id)
  specs[#specs + 1] = job.spec
  list(key('jobs', fields.tenant), fields.created_at, job.id)
  list(key('status', fields.tenant, fields.status), fields.created_at, job.id)
  if fields.parent_id then list(key('children', fields.parent_id), fields.created_at, job.id) end
  if fields.source_job and fields.type == 'generation' then list(key('made-from', fields.source_job), fields.created_at, job.id) end
  if fields.awaits then sources.add_dependent(job.id, fields) end
  if fields.batch_id then
    list(key('batch-jobs', fields.batch_id), fields.created_at, job.id)
    local counts = counted[key('batch', fields.batch_id)] or {}
    counted[key('batch', fields.batch_id)] = counts
    counts[fields.status] = (counts[fields.status] or 0) + 1
  end
  tenants[fields.tenant] = true
  if job.due then list(key('due'), due_at(fields, job.due), job.id) end -- else it waits for a budget, or for its source
  list(key('deadlines'), fields.deadline_at, job.id)
  return true
end

-- Each chained download takes over its share of what its generation has reserved, and what it does not start is given back. One without a share
-- needs units of its own. `begun_at`: see in_doubt; also of a job whose process has a clock that is far ahead.
local function insert_children(record, children, chain)
  local shares, share = 0, nil
  if chain then shares, share = money.chain_of(chain) end
  for _, child in ipairs(children) do
    if redis.call('EXISTS', key('job', child.id)) == 0 then
      local ready, begun_at = true, record.begun_at or record.created_at
      child.fields.begun_at = lost_since(begun_at) and begun_at or nil
      if shares > 0 then
        shares = shares - 1
        child.fields.reserves = share
      elseif has_budgets(child.fields.tenant) then
        ready = money.admit(child, child.spec, false) ~= 'waits'
      end
      insert(child, true)
      if ready then wake(child.id, child.fields) end
    end
  end
  if shares > 0 then money.give_back(share, shares) end
  list_inserted()
end

-- A cancel requested in the meantime is the decision that a held job waits for.
local function cancel_instead(record, change)
  change.status, change.event, change.set.error = 'canceled', record.type .. '.canceled', ''
  change.timeline = cjson.encode({ at = cjson.decode(change.timeline).at, event = 'canceled' })
end

-- A run that ends, or is held, is no longer submitting.
local function put_bill(id, record, change)
  local set = change.set
  local ends = FINAL[change.status] or change.status == 'held'
  if ends and (set.because or record.because) == 'submitting' then
    set.billing = 'unknown'
    set.because = 'outcome_unknown'
  end
  if change.begins then return add_call(id, record, set, change.begins) end
  if set.billing then change.refunded = bill(id, record, set, change.call or call_of(id, record.intent)) end
end

function write(id, record, change)
  change.set = change.set or {}
  local set = change.set
  local before = record.status
  local held_before = holds_units(record) and { reserves = record.reserves, chain = record.chain, charges = record.charges } or nil
  local concerns_budgets = held_before or record.unfunded or change.sends_again
  local sent_at = tonumber(record.intent_at or nil)
  if change.sends_again then money.take_another_unit(id, record, change) end
  if change.refused then redis.call('HINCRBY', key('refusals'), change.refused, 1) end
  if change.refused == 'pending' then pending_refused(id, record) end
  if change.refused == 'queries' then queries_refused(change.epoch) end
  if change.status == 'held' and record.cancel then cancel_instead(record, change) end
  owners.own(id, record, set)
  if change.asset then owners.own_asset(id, record, set, change.asset) end
  put_bill(id, record, change)
  local chain = concerns_budgets and money.move_units(id, record, change)
  if record.awaits and change.status and change.status ~= 'queued' then sources.leave_source(id, record, set) end
  set.updated_at = whole(op.now)
  if change.status then
    local reason = change.reason or ''
    if change.status ~= before or reason ~= (record.reason or '') or change.event then set.seq = whole(number(record.seq) + 1) end
    set.status, set.reason = change.status, reason
    if FINAL[change.status] then set.finished_at = whole(op.now) end
  end

  if record.downloads and set.downloads and set.downloads ~= '' then set.downloads = join_downloads(record.downloads, set.downloads) end

  if change.copies and change.status == 'succeeded' then copies.copies_begin(id, record, set, change.copies) end
  local ends = FINAL[set.status or before] or (set.status or before) == 'held'
  local slot, left = record.slot, (ends or change.leave_slot) and record.slot
  if left then set.slot, set.slot_epoch = '', '' end
  local written, removed = {}, {}
  for field, value in pairs(set) do
    if value == '' then
      if record[field] then removed[#removed + 1] = field end
      record[field] = nil
    else
      written[#written + 1] = field
      written[#written + 1] = value
      record[field] = value
    end
  end
  redis.call('HSET', key('job', id), unpack(written))
  if #removed > 0 then redis.call('HDEL', key('job', id), unpack(removed)) end

  if held_before or holds_units(record) then money.recount(record.tenant, record.created_at, held_before, record) end
  if record.status ~= before then
    redis.call('ZREM', key('status', record.tenant, before), id)
    redis.call('ZADD', key('status', record.tenant, record.status), record.created_at, id)
  end
  if change.result then redis.call('SET', key('result', id), change.result) end
  if change.processing_time then
    local times = key('took', change.processing_of or record.type)
    redis.call('LPUSH', times, change.processing_time)
    redis.call('LTRIM', times, 0, PROCESSING_TIMES_KEPT - 1)
  end
  if change.remember then redis.call('SET', key('image', change.remember[1]), change.remember[2], 'EX', IMAGE_MEMORY_S) end

  if record.line and (ends or change.leave_slot) then leave_line(id, record) end
  if left then free_slot(left, id, change.keep_slot_until) end
  local accepted, rose = set.accepted_at and set.accepted_at ~= '', false
  if accepted and slot == 'pending' then
    if not left then redis.call('ZADD', key('slots', 'pending'), -1, id) end
    rose = pending_accepted(left and not change.keep_slot_until)
  end
  if ends then
    redis.call('ZREM', key('due'), id)
    redis.call('ZREM', key('wake'), id)
    redis.call('ZREM', key('deadlines'), id)
    if record.probes and not change.resume then drop_probe(id, record) end
    if FINAL[record.status] then redis.call('ZADD', key('ended'), op.now, id) end
  else
    if in_pause_line(record) and record.line ~= pause_line(change.park or '') then leave_line(id, record) end
    if change.due then set_due(id, record, change.due) end
    if set.deadline_at then set_deadline(id, record) end
    if change.waits_for then money.join_budget_line(id, record, change.waits_for) end
  end

  -- Nothing was sent after all.
  if sent_at and not record.intent and record.status == 'queued' and record.slot == 'pending' then redis.call('ZADD', key('slots', 'pending'), 'XX', 0, id) end
  if rose then pump('pending') end
  if change.resume then
    pause_is_over(change.resume, id, record, sent_at)
    if record.probes then drop_probe(id, record) end
  end

  if change.children then insert_children(record, change.children, chain) elseif chain then money.give_back_chain(chain) end
  if change.timeline then append_timeline(id, change.timeline, change.polled, record) end
  if change.event then append_event(id, record, change.event) end
  if change.pause then
    local new = pause(change.pause.name, change.pause['until'] - op.now)
    if record.probes then drop_probe(id, record) end
    if not record.unfunded then park(change.pause.name, id, record) end
    if new and change.pause.event then append_event(id, record, change.pause.event) end
  elseif change.park then
    park(change.park, id, record)
  end
  if record.probes and is_prober(record.probes, id, record) then renew_probe(id, record, change.due) end
  if record.batch_id and record.status ~= before then move_in_batch(id, record, before) end
  if concerns_budgets then money.fund_where_room_appeared() end
  if record.dependents and FINAL[record.status] then sources.source_ended(id, write) end
end
end
