-- rotate_webhook_secret: a tenant's new secret; the one before goes on signing for a while.
--   tenant
--   secret       sealed, so never the same twice: that is how a command that came twice is known
--   before       the one before, sealed for the tenant: where it is WEBHOOK_SECRET, it was not stored with it
--   before_until ms: how long the one before is used; not in the future: not at all
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'rotated' | 'replayed' | 'reused', woken, fields}.

local mine = key('webhook-secret', op.tenant)
local done = done_before()
if done then return { done[1], woken, redis.call('HGETALL', mine) } end
local current = redis.call('HMGET', mine, 'secret', 'source')
if current[1] ~= op.secret then
  redis.call('HSET', mine, 'source', 'made', 'secret', op.secret, 'rotated_at', whole(op.now))
  if op.before_until > op.now then
    redis.call('HSET', mine, 'previous_secret', current[2] == 'made' and current[1] or op.before, 'previous_until', whole(op.before_until))
  else
    redis.call('HDEL', mine, 'previous_secret', 'previous_until')
  end
  note_audit(op.audit, { tenant = op.tenant })
  remember()
end
return { 'rotated', woken, redis.call('HGETALL', mine) }
