-- revoke_key: refuses an API key from now on. It stays listed for a while.
--   id
--   audit?       see audit.lua
-- Returns {'revoked', woken, fields} | {'missing'}.
-- Of a revoked key nothing changes.

local record = key('api-key', op.id)
if redis.call('EXISTS', record) == 0 then return { 'missing', woken } end
if redis.call('HSETNX', record, 'revoked_at', whole(op.now)) == 1 then
  api_keys.key_changed(op.id)
  api_keys.tidy_keys(redis.call('HGET', record, 'tenant'), redis_now(), op.id)
  note_audit(op.audit)
end
return { 'revoked', woken, redis.call('HGETALL', record) }
