-- The cost of a job: each paid call has its own bill, and the job's bill combines them.
--   calls        "at call state because|…", oldest first; `call` is run and fence of its intent, `state` a letter. Absent while there was one
--                call at the most: that one follows from the record
--   billing, because   what all calls come to

local MOST_CALLS = 20

-- The part of an intent's id that distinguishes the calls of one job: the record need not store its own id.
local function call_of(id, intent)
  return intent and string.sub(intent, #id + 2)
end

local function calls_of(id, record)
  local calls = {}
  for at, call, state, because in string.gmatch(record.calls or '', '([^ |]+) (%S+) (%a) ([^|]+)') do
    calls[#calls + 1] = { at = at, call = call, state = BILLING_STATES[state], because = because }
  end
  if #calls == 0 and number(record.attempts) > 0 and record.billing then
    local call = call_of(id, record.intent) or string.match(record.last_intent or '-', '[^?]+')
    calls[1] = { at = record.submitted_at or record.updated_at, call = call, state = record.billing, because = record.because }
  end
  return calls
end

-- Drops one call beyond the limit: free ones first, then the oldest.
local function drop_one(calls)
  for i = 1, #calls - 1 do
    if calls[i].state == 'not_charged' then return table.remove(calls, i) end
  end
  table.remove(calls, 1)
end

-- Combines the calls. An open outcome of the latest call comes first, since it can still be found. Otherwise a certain outcome of any call.
local function sum_of(calls)
  local latest = calls[#calls]
  if latest.state == 'unknown' then return latest.state, latest.because end
  local found = {}
  for _, call in ipairs(calls) do found[call.state] = call end
  if found.charged then return 'charged', found.charged.because end
  if found.unknown then return 'unknown', 'sent_again' end
  if found.may_be_charged then return 'may_be_charged', found.may_be_charged.because end
  return latest.state, latest.because
end

-- Adds the calls and their sum to the fields to write. One call needs no list.
local function put_calls(set, calls)
  while #calls > MOST_CALLS do drop_one(calls) end
  set.billing, set.because = sum_of(calls)
  if #calls == 1 then return end
  local texts = {}
  for i, call in ipairs(calls) do texts[i] = table.concat({ call.at, call.call, BILLING_LETTERS[call.state], call.because }, ' ') end
  set.calls = table.concat(texts, '|')
end

-- Adds a paid call that is about to be made.
local function add_call(id, record, set, call)
  local calls = calls_of(id, record)
  calls[#calls + 1] = { at = whole(op.now), call = call, state = 'unknown', because = 'submitting' }
  put_calls(set, calls)
  if record.reserves or set.reserves then money.spend(record, set, call) end
  count_call(id, record, set, calls[#calls], nil, 'unknown')
end

-- Replaces `set.billing` and `set.because`, which describe one call (`call`, or the latest), by the sum of all calls, and stores that
-- call's bill. Returns what was refunded, see units.lua.
-- A call unknown to the record was lost by a Redis that lost its last writes.
local function bill(id, record, set, call)
  local calls = calls_of(id, record)
  if #calls == 0 and not call then return end
  local meant = not call and calls[#calls]
  for _, one in ipairs(calls) do
    if one.call == call then meant = one end
  end
  if not meant then
    meant = { at = whole(op.now), call = call }
    calls[#calls + 1] = meant
    set.attempts = whole(number(record.attempts) + 1)
    set.submitted_at = record.submitted_at or whole(op.now)
    if record.reserves then money.spend(record, set, call) end
  end
  local before = meant.state
  meant.state, meant.because = set.billing, set.because
  if meant.state ~= 'unknown' then owners.unsettled_ends(id, record, meant.call) end
  put_calls(set, calls)
  if meant.state ~= before then count_call(id, record, set, meant, before, meant.state) end
  if meant.state == 'not_charged' and (record.charges or set.charges) then return money.refund(record, set, meant.call) end
end

-- Whether the outcome of a call is unknown (yet).
local function is_open(id, record, call)
  for _, one in ipairs(calls_of(id, record)) do
    if one.call == call then return one.state == 'unknown' end
  end
  return true
end

-- Whether the outcome of the latest call is unknown (yet).
local function latest_is_open(id, record)
  local calls = calls_of(id, record)
  return #calls > 0 and calls[#calls].state == 'unknown'
end
