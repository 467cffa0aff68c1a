-- change_key: changes an API key that its caller has read.
--   id
--   version      that of the key when it was read
--   token        unique for the command, so that one that came twice is known
--   set          field → text; the empty text removes the field
--   audit?       see audit.lua
-- Returns {'changed', woken, fields} | {'outdated'} | {'revoked'} | {'missing'}.
--   outdated     it has changed since it was read: what the caller may do has to be decided again

local record = key('api-key', op.id)
local known = redis.call('HMGET', record, 'version', 'last_op', 'revoked_at')
if not known[1] then return { 'missing', woken } end
if known[2] == op.token then return { 'changed', woken, redis.call('HGETALL', record) } end
if known[3] then return { 'revoked', woken } end
if known[1] ~= op.version then return { 'outdated', woken } end
for field, value in pairs(op.set) do
  if value == '' then redis.call('HDEL', record, field) else redis.call('HSET', record, field, value) end
end
redis.call('HSET', record, 'last_op', op.token)
api_keys.key_changed(op.id)
note_audit(op.audit)
return { 'changed', woken, redis.call('HGETALL', record) }
