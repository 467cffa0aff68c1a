-- try_limit: a person wants a pause tried now, or a little more than a found limit. The next look at it does so; its result counts as always.
--   name         the name of a pause, or 'pending' | 'queries'
--   audit        see shared/audit.lua
-- Returns {'asked', woken} | {'given', woken} | {'nothing', woken}.
--   given        the limit is a setting; nothing: no such pause, or the limit was never met

if op.name == 'pending' or op.name == 'queries' then
  if given(op.name) then return { 'given', woken } end
  local found = key('found')
  local met = op.name == 'pending' and 'pending_lowered_at' or 'queries'
  if redis.call('HEXISTS', found, met) == 0 then return { 'nothing', woken } end
  if op.name == 'pending' then
    redis.call('HSET', found, 'pending_probe_at', whole(op.now))
  else
    redis.call('HSET', found, 'queries_grow_at', whole(redis_now()))
  end
else
  if not paused_at_all(op.name) then return { 'nothing', woken } end
  local now = redis_now()
  set_pause(op.name, now)
  look_at_pause(op.name, now)
end
note_audit(op.audit)
return { 'asked', woken }
