-- Jobs that are made from another job, their source, and wait until it has succeeded.
--   source_job, source_index   of the record: the source, and which of its images; kept
--   awaits                     '1' while it waits; then it is in no line for Getty, and has no reminder
--   source_id                  Getty's id of the source's generation, once known. A download's stands in `getty_id`
--   deadline_then              the default deadline, which does not run meanwhile
-- `dependents:<source>` holds those that wait, by creation time; `sources` those with any, by when to look (ms). The source's record has `dependents`.

local look_at_source, settle_new, settle_again, add_dependent, leave_source, stay_waiting, fail_one, source_ended, release_dependents, release_due
do
local LOOK_AGAIN_MS = 30 * 1000 -- an earlier version ends a source without looking for dependents
local SOURCES = 100 -- looked at in one command
local AT_ONCE = 50 -- dependents of ended jobs that one command releases or ends

local DAY_MS = 86400 * 1000

-- An instant (ms) as ISO 8601 text. The civil date of a day number is by Howard Hinnant's `civil_from_days`.
local function instant_text(ms)
  local day, time = math.floor(ms / DAY_MS), ms % DAY_MS
  local z = day + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  local seconds = math.floor(time / 1000)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, doy - math.floor((153 * mp + 2) / 5) + 1,
    math.floor(seconds / 3600), math.floor(seconds / 60) % 60, seconds % 60, time % 1000)
end

local function why_no_image(id, index)
  local images = cjson.decode(redis.call('GET', key('result', id)) or '{}').images or {}
  for _, image in ipairs(images) do
    if tostring(image.index) == index then
      return image.is_blocked == true and 'Getty blocked image ' .. index .. ' of the source ' .. id or nil
    end
  end
  return 'The source ' .. id .. ' has no image ' .. index
end

local ENDED = { failed = 'failed', canceled = 'was canceled', expired = 'expired' }

-- What a source means for a job made from it: 'waits' | 'ready' with Getty's id | 'failed' with the reason. A download finds out by itself that its
-- image is blocked.
function look_at_source(source, index, of_type)
  local record = load(source)
  if not record then return 'failed', 'The source ' .. source .. ' was removed' end
  if not FINAL[record.status] then return 'waits' end
  if record.status ~= 'succeeded' then return 'failed', 'The source ' .. source .. ' ' .. ENDED[record.status] end
  local missing = of_type == 'generation' and why_no_image(source, index)
  if missing then return 'failed', missing end
  return 'ready', record.getty_id
end

local function id_field(of_type)
  return of_type == 'generation' and 'source_id' or 'getty_id'
end

-- A default deadline does not run while a job waits.
local function wait_for_source(fields, own_deadline)
  fields.awaits = '1'
  if own_deadline then return end
  fields.deadline_then = fields.deadline_at
  fields.deadline_at = whole(NO_DEADLINE)
end

-- A new job with a source: 'ready' | 'waits', and its fields say so | 'failed' with the reason: it is stored, and ends at once.
function settle_new(job)
  local fields = job.fields
  local verdict, found = look_at_source(fields.source_job, fields.source_index, fields.type)
  if verdict == 'waits' then
    wait_for_source(fields, job.own_deadline)
    fields.reason, job.due = 'source', nil
  elseif verdict == 'ready' then
    fields[id_field(fields.type)] = found
  end
  return verdict, found
end

-- The same for a job that begins again: `change` says what follows. Getty may still have the picture of a source that was removed here.
function settle_again(record, change)
  refuse_packed(record.source_job)
  if record.source_id and redis.call('EXISTS', key('job', record.source_job)) == 0 then return 'ready' end
  local verdict, found = look_at_source(record.source_job, record.source_index, record.type)
  if verdict == 'waits' then
    wait_for_source(change.set, false)
    change.reason, change.due = 'source', nil
  elseif verdict == 'ready' then
    change.set[id_field(record.type)] = found
  end
  return verdict, found
end

-- Adds a job that waits to the dependents of its source.
function add_dependent(id, record)
  redis.call('ZADD', key('dependents', record.source_job), record.created_at, id)
  redis.call('ZADD', key('sources'), 'NX', op.now + LOOK_AGAIN_MS, record.source_job)
  if redis.call('EXISTS', key('job', record.source_job)) == 1 then redis.call('HSET', key('job', record.source_job), 'dependents', '1') end
end

-- A job that waits ends otherwise.
function leave_source(id, record, set)
  redis.call('ZREM', key('dependents', record.source_job), id)
  set.awaits, set.deadline_then = '', ''
end

-- A change of a job that waits: it goes on waiting.
function stay_waiting(record, change, own_deadline)
  change.status, change.reason, change.due, change.leave_slot = 'queued', 'source', nil, nil
  if change.set.deadline_at and tonumber(change.set.deadline_at) ~= NO_DEADLINE then
    change.set.deadline_then = ''
    if not own_deadline then change.set.deadline_then, change.set.deadline_at = change.set.deadline_at, whole(NO_DEADLINE) end
  end
end

-- The source is there: the job goes on, unless it also waits for a budget.
local function release_one(id, record, getty_id)
  local set = { awaits = '', reason = record.unfunded and 'budget' or '', seq = whole(number(record.seq) + 1), updated_at = whole(op.now) }
  set[id_field(record.type)] = getty_id
  if record.deadline_then and not record.unfunded then
    set.deadline_at, set.deadline_then = whole(math.max(tonumber(record.deadline_then), op.now + UNSENT_MS)), ''
  end
  for field, value in pairs(set) do
    record[field] = value ~= '' and value or nil
    if value == '' then redis.call('HDEL', key('job', id), field) else redis.call('HSET', key('job', id), field, value) end
  end
  note_download(id, record)
  if record.unfunded then return end
  set_deadline(id, record)
  set_due(id, record, op.now + 60 * 1000)
  wake(id, record)
end

-- The source gives nothing: the job ends, free of charge.
function fail_one(id, record, why, write)
  write(id, record, {
    status = 'failed',
    set = {
      fence = whole(number(record.fence) + 1),
      last_op = 'source',
      error = cjson.encode({ code = 'source_failed', message = why, getty = cjson.null }),
    },
    event = record.type .. '.failed',
    timeline = cjson.encode({ at = instant_text(op.now), event = 'failed', code = 'source_failed' }),
  })
end

-- Lets the next `most` dependents of an ended job go on, or ends them. Returns how many were looked at.
function release_dependents(source, most, write)
  local waiting = key('dependents', source)
  local status = redis.call('HGET', key('job', source), 'status')
  if status and not FINAL[status] then
    redis.call('ZADD', key('sources'), op.now + LOOK_AGAIN_MS, source)
    return 0
  end
  local ids = redis.call('ZRANGE', waiting, 0, most - 1)
  for _, id in ipairs(ids) do
    redis.call('ZREM', waiting, id)
    local record = load(id)
    if record and record.awaits and record.source_job == source then
      local verdict, found = look_at_source(source, record.source_index, record.type)
      if verdict == 'ready' then release_one(id, record, found) else fail_one(id, record, found, write) end
    end
  end
  if redis.call('EXISTS', waiting) == 0 then
    redis.call('ZREM', key('sources'), source)
    if status then redis.call('HDEL', key('job', source), 'dependents') end
  end
  return #ids
end

-- A job with dependents has ended: some go on, or end, at once. Those of a chain that ends follow in the same command; the sweep does the rest.
local ended, running
at_each_call(function() ended, running = {}, false end)
function source_ended(id, write)
  redis.call('ZADD', key('sources'), op.now, id)
  ended[#ended + 1] = id
  if running then return end
  running = true
  local left = AT_ONCE
  while left > 0 and #ended > 0 do
    local source = ended[1]
    local done = release_dependents(source, left, write)
    left = left - done
    if left > 0 then table.remove(ended, 1) end
  end
  ended, running = {}, false
end

-- Looks at the sources that are due. Returns whether there is more to do at once.
function release_due(most, write)
  running = true -- what ends here is due too
  local left, looked = most, 0
  while left > 0 and looked < SOURCES do
    local source = redis.call('ZRANGEBYSCORE', key('sources'), '-inf', op.now, 'LIMIT', 0, 1)[1]
    if not source then return false end
    looked = looked + 1
    left = left - release_dependents(source, left, write)
  end
  return true
end
end
