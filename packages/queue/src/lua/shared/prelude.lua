-- The beginning of every command. Each command takes one key and one argument and is called through commands.ts:
--   KEYS[1]  the prefix, with its hash tag: every key below begins with it, so all live in one Cluster slot
--   ARGV[2]… in some commands, long texts that are stored unchanged: decoding them in the operation would cost more than all the rest
--   ARGV[1]  the operation as JSON; `now` (ms) always, `answer_by` (ms by Redis's clock) if a caller waits for the answer; the rest is in the head of each command
-- and returns { code, woken, … }: `woken` lists "type run id" of the jobs that the caller should remind now. They are also
-- in the `wake` set, cleared only by the job's own `begin`, so nothing depends on this reply having arrived.
--
-- As functions of Redis, the shared parts are built once, and what they hold lives on between calls, also when a command has failed half-way. So each
-- variable outside a function that changes is set by a function given to `at_each_call`; command-state.test.ts finds others.

local prefix, op, woken
local resets = {}

-- `reset` sets what belongs to one call: now, and at the beginning of each call.
local function at_each_call(reset)
  resets[#resets + 1] = reset
  reset()
end

-- The beginning of a call. Returns the answer of one that comes too late, else nil.
local function begin_call()
  prefix, op, woken = KEYS[1], cjson.decode(ARGV[1]), {}
  for i = 1, #resets do resets[i]() end
  if not op.answer_by then return nil end
  local time = redis.call('TIME')
  if time[1] * 1000 + time[2] / 1000 <= op.answer_by then return nil end
  return redis.error_reply('LATE the caller was already answered that Redis is away; nothing was changed')
end


-- Written without a loop: collecting the parts in a table was a large part of a command's cost.
local function key(name, a, b)
  if b then return prefix .. ':' .. name .. ':' .. a .. ':' .. b end
  if a then return prefix .. ':' .. name .. ':' .. a end
  return prefix .. ':' .. name
end

local function number(text)
  return tonumber(text or 0)
end

-- The text of a number, rounded. To format a whole one as such costs a quarter.
local function whole(value)
  return string.format(value % 1 == 0 and '%d' or '%.0f', value)
end

-- Redis' own clock, in ms: for times that all workers must agree upon, since their clocks differ.
local function redis_now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The 16 bytes of a job's id.
local function raw_id(id)
  return (string.gsub(string.sub(id, 5), '%x%x', function(byte) return string.char(tonumber(byte, 16)) end))
end

-- What Redis lists as name, value, … as a table.
local function as_table(flat)
  local named = {}
  for i = 1, #flat, 2 do named[flat[i]] = flat[i + 1] end
  return named
end

-- Writes a table of fields into a hash.
local function store(hash, fields)
  local flat = {}
  for field, value in pairs(fields) do
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
  redis.call('HSET', hash, unpack(flat))
end

-- Refuses the command if one of these jobs is packed: the caller unpacks it and repeats the command. Nothing may have been written before.
local function refuse_packed(...)
  local packed = {}
  for _, id in ipairs({ ... }) do
    if redis.call('EXISTS', key('packed', id)) == 1 then packed[#packed + 1] = id end
  end
  if #packed > 0 then error('PACKED ' .. table.concat(packed, ' '), 0) end
end

-- The record as a table of strings, or nil.
local function load(id)
  local flat = redis.call('HGETALL', key('job', id))
  if #flat == 0 then
    refuse_packed(id)
    return nil
  end
  return as_table(flat)
end

-- Whether the caller's pass is the current one. The counter alone is not enough: a Redis that lost its last writes assigns the same number
-- again.
local function holds_fence(record)
  return record.fence == op.fence and record.last_op == op.pass
end

-- The text of a job's request, or nil. A command that asks for it again, about the same job, has it already.
local spec_id, spec_text
at_each_call(function() spec_id, spec_text = nil, nil end)

local function spec_of(id)
  if spec_id ~= id or not spec_text then spec_id, spec_text = id, redis.call('GET', key('spec', id)) or nil end
  return spec_text
end

local function set_spec(id, spec)
  spec_id, spec_text = id, spec
  redis.call('SET', key('spec', id), spec)
end

-- The record for the caller: field, value, …, with the texts `spec` and `result`.
local function flatten(id, record)
  local flat = { 'id', id, 'spec', spec_of(id) or '{}' }
  if record.status == 'succeeded' then
    flat[5] = 'result'
    flat[6] = redis.call('GET', key('result', id))
  end
  for field, value in pairs(record) do
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
  return flat
end

local function wake(id, record)
  redis.call('ZADD', key('wake'), op.now, id)
  woken[#woken + 1] = record.type .. ' ' .. record.run .. ' ' .. id
end

-- When this record should next be checked; never later than a future deadline.
local function due_at(record, at)
  local deadline = tonumber(record.deadline_at or nil)
  return deadline and deadline > op.now and math.min(at, deadline) or at
end

local function set_due(id, record, at)
  redis.call('ZADD', key('due'), due_at(record, at), id)
end

-- `deadlines` holds every record that may pass its deadline: those not ended and not held. See expire.lua.
local function set_deadline(id, record)
  redis.call('ZADD', key('deadlines'), record.deadline_at, id)
end
