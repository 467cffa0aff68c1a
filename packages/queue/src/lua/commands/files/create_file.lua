-- create_file: a file that a tenant has just registered with Getty.
--   id           Getty's
--   tenant
--   fields       its hash fields
--   most         how many files a tenant may have
--   idempotency? see idempotency.lua; its token is the id
-- Returns {'created', woken, fields} | {'full' | 'taken'} | {'replayed' | 'reused', woken, id, fields}.
--   created      also when the tenant registered it before: then its fields are those of that time
--   taken        another tenant has this id
--   id, fields   of the file that was registered first under the key; without fields it was deleted since

local file = key('file', op.id)
local before = done_before()
if before then return { before[1], woken, before[3], redis.call('HGETALL', key('file', before[3])) } end
local owner = redis.call('HGET', file, 'tenant')
if owner and owner ~= op.tenant then return { 'taken', woken } end
if not owner then
  if redis.call('ZCARD', key('files', op.tenant)) >= op.most then return { 'full', woken } end
  store(file, op.fields)
  redis.call('ZADD', key('files', op.tenant), op.fields.created_at, op.id)
  redis.call('SADD', key('tenants'), op.tenant)
end
remember()
return { 'created', woken, redis.call('HGETALL', file) }
