-- delete_endpoint: takes an endpoint away. Its pending deliveries are ended by `refuse_deliveries`.
--   id, tenant
-- Returns {'deleted'}.
--   deleted      also when it is gone already

redis.call('DEL', key('endpoint', op.id))
redis.call('ZREM', key('endpoints', op.tenant), op.id)
return { 'deleted', woken }
