-- The intent of a paid call: written before it, so that whoever finds it without an outcome knows that a call may have been made.

-- Whether a pass that begins may go straight to its paid call: a first start at a generation of which nothing was sent, while nothing is
-- asked for, set for later, paused or paced.
local function nothing_in_the_way(record)
  if record.type ~= 'generation' or record.status ~= 'queued' or record.starts ~= '1' then return false end
  if record.intent or record.accepted_at or record.cancel or record.reserved_at or record.reason == 'scheduled' then return false end
  return op.now < tonumber(record.deadline_at) and redis.call('EXISTS', key('pauses')) == 0 and not paced()
end

-- `intended`: intent (its id), timeline, and what else the transition writes (set, due).
local function intend(id, record, intended)
  local set = intended.set or {}
  set.intent = intended.intent
  set.intent_at = whole(op.now)
  set.attempts = whole(number(record.attempts) + 1)
  set.submitted_at = record.submitted_at or whole(op.now)
  set.billing = 'unknown'
  set.because = 'submitting'
  write(id, record, { status = 'submitting', set = set, due = intended.due, timeline = intended.timeline })
end
