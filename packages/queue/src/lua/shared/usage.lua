-- Usage: paid calls by tenant and day (UTC), in the same step as the transition that makes or bills them. A combination is what a report can group by:
-- key, project code, product, operation or size, type.
--   usage-names:<tenant>:<block>   combination (JSON) → number; a block is 32 days
--   usage:<tenant>:<day>.<part>    number → calls and cost of each bill state; a part holds 100 numbers, so that Redis stores it compactly.
--                                  Part 0 also has `#`, how many combinations the day has
-- A record has `counted` while the outcome of its call is open: the call, and the number of what it bought.
-- A day is the number of days since 1970. What a day has no room for counts as `(other)`.

local USAGE_KEPT_MS = 400 * 86400 * 1000 -- 13 months
local count_call
do
local DAY_MS = 86400 * 1000
local BLOCK_DAYS = 32
local PART = 100
local MOST_COMBINATIONS = 500
local OTHER = '(other)'
local NOTHING = '0 0 0 0 0 0 0 0'
local COUNTS = '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)$'
local STATES = { not_charged = 1, charged = 2, may_be_charged = 3, unknown = 4 }

local function keep(hash, day_end_ms)
  if redis.call('PTTL', hash) < 0 then redis.call('PEXPIRE', hash, math.max(1, whole(day_end_ms + USAGE_KEPT_MS - op.now))) end
end

-- The number of a combination in the block of a day; `make`: a new one if it has none.
local function number_of(tenant, day, combination, make)
  local block = math.floor(day / BLOCK_DAYS)
  local names = key('usage-names', tenant, whole(block))
  local known = redis.call('HGET', names, combination)
  if known or not make then return tonumber(known or nil) end
  local new = redis.call('HLEN', names) + 1
  redis.call('HSET', names, combination, new)
  keep(names, (block + 1) * BLOCK_DAYS * DAY_MS)
  return new
end

local function part_of(tenant, day, n)
  return key('usage', tenant, whole(day) .. '.' .. math.floor(n / PART))
end

-- Where a day counts a combination: the hash, the field, and the counts. Nil where it does not yet.
local function place_of(tenant, day, combination)
  local n = number_of(tenant, day, combination)
  local part = n and part_of(tenant, day, n)
  local counts = n and redis.call('HGET', part, n)
  if counts then return part, n, counts end
end

-- Makes room for another combination. If the day has none left, it is counted under `other`.
local function new_place(tenant, day, combination, other)
  local first = part_of(tenant, day, 0)
  if number(redis.call('HGET', first, '#') or nil) >= MOST_COMBINATIONS then
    local part, n, counts = place_of(tenant, day, other)
    if n then return part, n, counts end
    combination = other
  else
    redis.call('HINCRBY', first, '#', 1)
    keep(first, (day + 1) * DAY_MS)
  end
  local n = number_of(tenant, day, combination, true)
  local part = part_of(tenant, day, n)
  redis.call('HSET', part, n, NOTHING)
  keep(part, (day + 1) * DAY_MS)
  return part, n, NOTHING
end

-- Where the day counts what a job buys, as place_of; with room made for it. `was_counted`: the call was counted before.
local function place_of_purchase(id, record, day, was_counted)
  local bought = stored_purchase(id, record)
  local combination = cjson.encode({ bought.key, bought.project, bought.product, bought.what, bought.type })
  local part, n, text = place_of(record.tenant, day, combination)
  if n then return part, n, text end
  local other = cjson.encode({ OTHER, OTHER, OTHER, OTHER, bought.type })
  if was_counted then part, n, text = place_of(record.tenant, day, other) end
  if n then return part, n, text end
  return new_place(record.tenant, day, combination, other)
end

-- The same from the record, for the call that it counted last.
local function place_in_record(record, day, call)
  local its, n = string.match(record.counted or '', '^(%S+) (%d+)$')
  if its ~= call then return nil end
  local part = part_of(record.tenant, day, n)
  local text = redis.call('HGET', part, n)
  if text then return part, n, text end
end

-- Moves a call (`at`: ms, `call`) from one bill state to another; without `from` it is new. `set`: the fields that its job writes.
function count_call(id, record, set, made, from, to)
  local day = math.floor(tonumber(made.at) / DAY_MS)
  if (day + 1) * DAY_MS + USAGE_KEPT_MS <= op.now then return end
  local part, n, text
  if from then part, n, text = place_in_record(record, day, made.call) end
  if not part then part, n, text = place_of_purchase(id, record, day, from) end
  -- Until its outcome is known: then it need not be looked for.
  set.counted = to == 'unknown' and made.call .. ' ' .. n or ''

  local price = tonumber(record.price or nil)
  local counts = { string.match(text, COUNTS) }
  local function add(state, calls)
    local i = STATES[state]
    counts[i] = whole(counts[i] + calls)
    if price then counts[i + 4] = whole(math.max(0, counts[i + 4] + calls * price)) end
  end
  -- A version without usage may have begun the call: then nothing is taken back.
  if from and counts[STATES[from]] ~= '0' then add(from, -1) end
  add(to, 1)
  redis.call('HSET', part, n, table.concat(counts, ' '))
end
end
