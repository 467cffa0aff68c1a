-- change_endpoint: what its owner changes.
--   id
--   set          field → text; the empty text removes the field
--   status?      'enabled' (forgets failures) | 'disabled'
-- Returns {'changed', woken, fields} | {'missing'}.

local endpoint = key('endpoint', op.id)
local status = redis.call('HGET', endpoint, 'status')
if not status then return { 'missing', woken } end
redis.call('HSET', endpoint, 'updated_at', whole(op.now))
for field, value in pairs(op.set) do
  if value == '' then
    redis.call('HDEL', endpoint, field)
  else
    redis.call('HSET', endpoint, field, value)
  end
end
if op.status == 'enabled' then
  redis.call('HSET', endpoint, 'status', 'enabled')
  redis.call('HDEL', endpoint, 'disabled_reason', 'disabled_at', unpack(FAILING))
elseif op.status == 'disabled' and status == 'enabled' then
  disable_endpoint(op.id, 'by_caller')
end
return { 'changed', woken, redis.call('HGETALL', endpoint) }
