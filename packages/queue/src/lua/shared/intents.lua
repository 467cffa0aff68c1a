-- The intent of a paid call: written before it. An intent without an outcome shows that a call may have been made.

-- Whether a generation is made from its prompt alone. Other operations have more to look at before they are sent.
local function is_from_prompt(spec)
  if not string.find(spec, '"operation"', 1, true) then return true end
  local operation = (cjson.decode(spec).request or {}).operation
  return operation == nil or operation == cjson.null or operation == 'generate'
end

-- Whether a new pass may take the fast path to its paid call: the first start of an unsent generation from a prompt, while nothing is
-- requested, scheduled, paused or paced.
local function nothing_in_the_way(id, record)
  if record.type ~= 'generation' or record.status ~= 'queued' or record.starts ~= '1' then return false end
  if record.intent or record.accepted_at or record.cancel or record.turn or record.reason == 'scheduled' then return false end
  if op.now >= tonumber(record.deadline_at) or paced() then return false end
  local spec = spec_of(id) or '{}'
  if not is_from_prompt(spec) then return false end
  if is_any_pause() and may_not_send(pause_of_generation(spec), id, record) then return false end
  notice_loss()
  return not in_doubt(record)
end

-- `intended`: intent (its id), timeline, look (see owners.lua), and other fields of the transition (set, due). An earlier call without a
-- known outcome that is sent again now is recorded here, not before it happens.
local function intend(id, record, intended)
  local set = intended.set or {}
  if latest_is_open(id, record) then
    append_timeline(id, cjson.encode({ at = cjson.decode(intended.timeline).at, event = 'sent_again' }), nil, record)
  end
  if intended.look then
    set.look = intended.look
    owners.unsettled_begins(id, intended.intent, intended.look)
  end
  set.intent = intended.intent
  set.intent_at = whole(redis_now())
  set.attempts = whole(number(record.attempts) + 1)
  set.submitted_at = record.submitted_at or whole(op.now)
  if record.slot == 'pending' then redis.call('ZADD', key('slots', 'pending'), whole(-op.now), id) end
  set.resume_at = ''
  local begins = call_of(id, intended.intent)
  write(id, record, { status = 'submitting', set = set, begins = begins, due = intended.due, timeline = intended.timeline })
end
