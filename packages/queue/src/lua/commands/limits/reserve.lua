-- reserve: a turn for a call that is no job's: it waits in no line.
--   class        'token' (before all others) | 'look_up' (a further page of one) | 'read' (after all others)
--   most         ms: for a turn further away nothing is booked
-- Returns {'turn', woken, wait, mark} | {'late', woken, wait}.
--   late         nothing is booked; ask again in `wait` ms

local READS_AHEAD_MS = 250
if not paced() then return { 'turn', woken, '0', query_epoch() } end
hand_out_turns()
local now = redis_now()
local rate = account('queries') or tonumber(redis.call('HGET', key('found'), 'queries') or START_QUERIES)

-- Each kind has its own turns, so that many at once (a hundred starting workers, a flood of reads) follow one another.
local soonest = next_turn_at(now, op.class)
local spacing = 1000 / rate
if op.class == 'read' then
  local busy = turns_waited_for() or next_turn_at(now) > now + READS_AHEAD_MS
  if busy and soonest > now then return { 'late', woken, whole(math.max(1000, soonest - now)) } end
  if busy then spacing = spacing * ONE_IN end
end
if soonest - now > op.most then return { 'late', woken, whole(soonest - now) } end
local wait, mark = turn_before_others(now)
wait = math.max(wait, soonest - now)
redis.call('SET', key('turns', op.class), now + wait + spacing, 'PX', math.ceil(wait + spacing) + 1000)
return { 'turn', woken, whole(wait), mark }
