-- Pauses. Getty refuses some calls for hours (`daily`: downloads; `quota.<product>`), or is away itself (`getty_away`): nothing of that
-- kind is sent before `until`, which is in `pauses`. Then one call probes.
--   pauses        pause -> until (ms)
--   paused-since  pause -> since when (ms)
--   probes        pause -> "id run until": the job that tries, and until when it keeps the right to. It passes its own pause, however long its turn
--                 or its slot takes, until Getty has answered. Its record names the pause in `probes`.
--   pauses-due    when each pause, or what it parked, should next be looked at (see tend_pauses.lua)
-- When Getty is away no job tries: a worker makes a call that costs nothing.
-- All times are Redis' own: a worker with a fast clock would call before Getty wants to be asked again.

-- Each write of the job that tries renews its right. Without one for so long, it passes on.
local PROBE_GOOD_FOR_MS = 5 * 60 * 1000
local CLOCKS_DIFFER_MS = 5 * 1000

-- A paused job waits in the fair line of its pause, as it would for a slot.
local function pause_line(name)
  return 'pause.' .. name
end

local function in_pause_line(record)
  return record.line and string.sub(record.line, 1, 6) == 'pause.'
end

-- All pauses, read once in a command: there are few, and mostly none.
local pauses_read
at_each_call(function() pauses_read = nil end)

local function pauses_now()
  pauses_read = pauses_read or as_table(redis.call('HGETALL', key('pauses')))
  return pauses_read
end

local function set_pause(name, until_ms)
  pauses_read = nil
  return redis.call('HSET', key('pauses'), name, whole(until_ms)) == 1
end

local function paused_at_all(name)
  return tonumber(pauses_now()[name])
end

local function is_any_pause()
  return next(pauses_now()) ~= nil
end

local function getty_away()
  return paused_at_all(GETTY_AWAY)
end

local function look_at_pause(name, at)
  redis.call('ZADD', key('pauses-due'), at, name)
end

local function prober(name)
  local id, run, good_until = string.match(redis.call('HGET', key('probes'), name) or '', '^(%S+) (%S+) (%S+)$')
  return id, run, tonumber(good_until)
end

local function is_prober(name, id, record)
  if record.probes ~= name then return false end
  local its_id, run = prober(name)
  return its_id == id and run == record.run
end

-- Whether a job is probing. A job in line for its slot is, however long that takes.
local function is_probed(name)
  local id, run, good_until = prober(name)
  if not id then return false end
  if redis_now() < good_until then return true end
  local state = redis.call('HMGET', key('job', id), 'run', 'status', 'line', 'probes')
  return state[1] == run and state[2] == 'queued' and state[3] and state[4] == name
end

local function renew_probe(id, record, due)
  local good_until = math.max(redis_now() + PROBE_GOOD_FOR_MS, (due or 0) + 60 * 1000)
  redis.call('HSET', key('probes'), record.probes, table.concat({ id, record.run, whole(good_until) }, ' '))
end

local function claim_probe(name, id, record)
  redis.call('HSET', key('job', id), 'probes', name)
  record.probes = name
  renew_probe(id, record)
end

-- The probing job has its answer, or has ended: if the pause is still active, another job probes.
local function drop_probe(id, record)
  local name = record.probes
  if is_prober(name, id, record) then
    redis.call('HDEL', key('probes'), name)
    look_at_pause(name, redis_now())
  end
  redis.call('HDEL', key('job', id), 'probes')
  record.probes = nil
end

-- Until when a pause delays this job, or nil. If its time has passed and no job probes, this job becomes the probe.
local function paused_until(name, id, record)
  local until_ms = paused_at_all(name)
  if not until_ms then return nil end
  if name == GETTY_AWAY then return math.max(until_ms, redis_now()) end
  if is_prober(name, id, record) then
    renew_probe(id, record)
    return nil
  end
  if until_ms > redis_now() or is_probed(name) then return math.max(until_ms, redis_now()) end
  claim_probe(name, id, record)
  return nil
end

-- Whether a paid call may not be made now: Getty is away, or a pause is active and this job is not the probe.
local function may_not_send(name, id, record)
  if getty_away() then return true end
  return name and paused_at_all(name) and not is_prober(name, id, record)
end

-- Begins or prolongs a pause, for so long (ms). Returns whether it is new.
local function pause(name, for_ms)
  local until_ms = redis_now() + for_ms
  local new = set_pause(name, until_ms)
  if new then redis.call('HSET', key('paused-since'), name, whole(redis_now())) end
  look_at_pause(name, until_ms)
  return new
end

-- Ends a pause. Its parked jobs are released in portions, by tend_pauses.lua. Returns its start, or nil.
local function end_pause(name)
  if not paused_at_all(name) then return nil end
  pauses_read = nil
  redis.call('HDEL', key('pauses'), name)
  local since = redis.call('HGET', key('paused-since'), name) or '0'
  redis.call('HDEL', key('paused-since'), name)
  redis.call('HDEL', key('probes'), name)
  look_at_pause(name, redis_now())
  return since
end

-- Getty took a call of this kind. What it took of a call made before it began to refuse says nothing, unless that was the call that tries. When
-- a call was made is known by the clock of its worker.
local function pause_is_over(name, id, record, sent_at)
  if not paused_at_all(name) then return end
  local since = tonumber(redis.call('HGET', key('paused-since'), name) or '0')
  if is_prober(name, id, record) or (sent_at and sent_at >= since + CLOCKS_DIFFER_MS) then end_pause(name) end
end

-- The pause that applies to a generation of this request, by the text of its spec.
local function pause_of_generation(spec)
  local request = cjson.decode(spec or '{}').request or {}
  local product = request.product_id
  return 'quota.' .. (type(product) == 'number' and whole(product) or type(product) == 'string' and product or 'default')
end
