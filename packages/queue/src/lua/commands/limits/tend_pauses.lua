-- tend_pauses: handles pauses that are due. If the time of one is over and no job probes, the next of its jobs is woken to probe; one
-- without parked jobs is forgotten. The parked jobs of an ended pause are released, `most` jobs at a time. When Getty is away, and it is time to ask
-- it, the caller is the one who asks.
--   most          jobs to release at the most
--   most_woken    release nothing that needs a pass while so many woken jobs wait for theirs
--   ask_again?    ms: when Getty is asked again if the caller's question comes to nothing; absent: the caller cannot ask
--   patient_every?, patient_again?    one question in so many has so much longer
-- Returns {'tended', woken, more, ask, asked}.
--   more          '1' when there is more to release at once
--   ask           how long the caller may ask Getty whether it is back (ms; 0: not at all); asked: the how manieth question that is

local LOOK_AGAIN_MS = 5 * 1000
local PAUSES = 10

local now = redis_now()
local due = key('pauses-due')
local more, ask, asked = '0', 0, 0
-- A pause that another version of the product began is missing in `pauses-due`.
for _, name in ipairs(redis.call('HRANDFIELD', key('pauses'), 3)) do
  redis.call('ZADD', due, 'NX', redis.call('HGET', key('pauses'), name), name)
end

-- The clock of the Redis before may have been ahead: Getty is asked all the same.
local away_until = getty_away()
if op.ask_again and away_until and away_until > now + math.max(op.ask_again, op.patient_again or 0) then
  set_pause(GETTY_AWAY, now)
  look_at_pause(GETTY_AWAY, now)
end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, PAUSES)) do
  local until_ms = paused_at_all(name)
  if not until_ms then
    local left = has_parked(name)
    if left and redis.call('ZCARD', key('wake')) < op.most_woken then
      left = release(name, op.most)
      if left then more = '1' end
    end
    if left then look_at_pause(name, now) else redis.call('ZREM', due, name) end
  elseif until_ms > now then
    look_at_pause(name, until_ms)
  elseif name == GETTY_AWAY then
    if op.ask_again then
      asked = redis.call('HINCRBY', key('getty-failures'), 'asked', 1)
      ask = asked % op.patient_every == 0 and op.patient_again or op.ask_again
      set_pause(GETTY_AWAY, now + ask)
      look_at_pause(GETTY_AWAY, now + ask)
    end
  elseif is_probed(name) then
    look_at_pause(name, now + LOOK_AGAIN_MS)
  else
    local id, record = next_parked(name)
    if id then
      claim_probe(name, id, record)
      wake(id, record)
      look_at_pause(name, now + LOOK_AGAIN_MS)
    elseif has_parked(name) then
      look_at_pause(name, now)
    else
      end_pause(name)
      redis.call('ZREM', due, name)
    end
  end
end
return { 'tended', woken, more, whole(ask), whole(asked) }
