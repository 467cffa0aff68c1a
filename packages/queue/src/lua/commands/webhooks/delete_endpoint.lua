-- delete_endpoint
--   id, tenant
-- Returns {'deleted'}, also when it is gone already.

redis.call('DEL', key('endpoint', op.id))
redis.call('ZREM', key('endpoints', op.tenant), op.id)
return { 'deleted', woken }
