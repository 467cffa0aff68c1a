-- A Redis that has lost its last writes may have lost an intent of a call that was made. Another run id shows that it is not the previous
-- server. Whether writes may be lost depends on the previous server's durability, and on whether this one was its replica.
--   incarnation  hash: run_id, durable ('1': each write was on disk before it was answered), noted_at (ms: when that was noted),
--                state_at (ms: the note of the server before), since (ms, Redis' clock: when this server was first seen, if it may have another clock)
--                snapshot ('<run_id> <ms>': that server is taking a backup; under another server, the data are that backup)
--                restored (ms: the data are a backup of then, and not prepared), own (run_id: its data are known to be its own), see jobs/data-origin.ts
--                doubted_at (ms, Redis' clock: when unsent jobs came into doubt last)
--   lost-writes  names the last loss: ms, when writes may have been lost, later than each before. A job's `checked_at` names the loss for which Getty was asked

local LOSS_KEPT_S = 40 * 86400    -- longer than any job can be scheduled ahead

-- A server keeps its run id as long as it runs, and what Lua holds ends with the server. So this is asked once: the text of INFO costs more than ten
-- reads. The incarnation is read each time: meanwhile this server may have followed another. In a simulated world each call has a `redis` of its own.
local known_server, known_run_id
local function run_id_of_server()
  if known_server ~= redis then known_server, known_run_id = redis, string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') end
  return known_run_id
end

-- From now on each unsent job is looked up at Getty before it is sent. The clock of the worker that notices it, or of this server, may be behind. A name that is
-- not later than the one before would leave jobs that were checked before out of doubt.
local function doubt_unsent()
  local now = redis_now()
  redis.call('SET', key('lost-writes'), whole(math.max(op.now, now, number(account('lost_at')) + 1)), 'EX', LOSS_KEPT_S)
  redis.call('HSET', key('incarnation'), 'doubted_at', whole(now))
  account_changed()
end

-- Notes that the data are a backup of another server. A worker that runs on goes on safely until it notices, and then ends.
local function notice_restored(snapshot, current)
  local taken_by, taken_at = string.match(snapshot or '', '^(%x+) (%d+)$')
  if not taken_by or taken_by == current then return false end
  redis.call('HSETNX', key('incarnation'), 'restored', taken_at)
  return true
end

-- Checked before each intent, in the same step, so that no paid call is made on an unchecked state.
local function notice_loss()
  local incarnation = key('incarnation')
  local current = run_id_of_server()
  local seen = redis.call('HMGET', incarnation, 'run_id', 'durable', 'snapshot', 'noted_at')
  if seen[1] == current then return end
  redis.call('HSET', incarnation, 'run_id', current, 'state_at', seen[4] or '')
  if not seen[1] then return end
  local former = string.match(redis.call('INFO', 'replication'), 'master_replid2:(%x+)')
  local was_replica = former and string.find(former, '[1-9a-f]')
  local is_restored = notice_restored(seen[3], current)
  if was_replica or is_restored then redis.call('HSET', incarnation, 'since', whole(redis_now())) end
  if is_restored then return doubt_unsent() end
  if seen[2] ~= '1' or was_replica then doubt_unsent() end
end

-- When the call of an open intent was made, by the clock of this Redis. If another wrote it, whose clock may be apart, it counts from when this one took
-- over: the call may have been made just before.
local function intent_made_at(record)
  notice_loss()
  local at, since = number(record.intent_at), tonumber(redis.call('HGET', key('incarnation'), 'since') or nil)
  return since and (at < since or at > redis_now()) and since or at
end

-- The name of a loss, if Getty was not asked since whether it has this unsent job; else nil. And when it was noticed (ms), by the caller's clock. A chained
-- download may have been forgotten together with the end of its generation: then it counts from the acceptance of that one (`begun_at`).
local function in_doubt(record)
  if record.intent or record.accepted_at or record.status ~= 'queued' then return nil end
  local lost_at = lost_since(record.begun_at or record.created_at)
  if not lost_at or number(record.checked_at) >= lost_at then return nil end
  local noticed_at = tonumber(redis.call('HGET', key('incarnation'), 'doubted_at') or lost_at)
  return lost_at, noticed_at + op.now - redis_now()
end
