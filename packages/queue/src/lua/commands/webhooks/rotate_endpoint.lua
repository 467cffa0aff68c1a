-- rotate_endpoint: a new secret; the one before goes on signing for a while.
--   id
--   secret       sealed, so never the same twice: that is how a command that came twice is known
--   before_until ms: how long the one before is used; not in the future: not at all
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'rotated' | 'replayed' | 'reused', woken, fields} | {'missing'}.

local endpoint = key('endpoint', op.id)
local before = redis.call('HGET', endpoint, 'secret')
if not before then return { 'missing', woken } end
local done = done_before()
if done then return { done[1], woken, redis.call('HGETALL', endpoint) } end
if before ~= op.secret then
  redis.call('HSET', endpoint, 'secret', op.secret, 'updated_at', whole(op.now))
  if op.before_until > op.now then
    redis.call('HSET', endpoint, 'previous_secret', before, 'previous_until', whole(op.before_until))
  else
    redis.call('HDEL', endpoint, 'previous_secret', 'previous_until')
  end
  note_audit(op.audit, { tenant = redis.call('HGET', endpoint, 'tenant') })
  remember()
end
return { 'rotated', woken, redis.call('HGETALL', endpoint) }
