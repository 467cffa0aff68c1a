-- create_key: a tenant's new API key.
--   id, tenant
--   fields       its first hash fields; of the key itself only the SHA-256
--   most         how many keys a tenant may have that have not ended
--   idempotency? see idempotency.lua; its token is the id
--   audit?       see audit.lua
-- Returns {'created', woken, fields} | {'full'} | {'replayed' | 'reused', woken, id, fields}.
--   id, fields   of the key that was made first under the idempotency key; without fields it was removed since

local before = done_before()
if before then return { before[1], woken, before[3], redis.call('HGETALL', key('api-key', before[3])) } end
local record = key('api-key', op.id)
if redis.call('EXISTS', record) == 1 then return { 'created', woken, redis.call('HGETALL', record) } end
if api_keys.tidy_keys(op.tenant, redis_now()) >= op.most then return { 'full', woken } end
store(record, op.fields)
redis.call('ZADD', key('api-keys', op.tenant), op.fields.created_at, op.id)
redis.call('SADD', key('tenants-with-keys'), op.tenant)
api_keys.key_changed(op.id)
remember()
note_audit(op.audit)
return { 'created', woken, redis.call('HGETALL', record) }
