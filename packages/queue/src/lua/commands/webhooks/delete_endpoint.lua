-- delete_endpoint: takes an endpoint away. Its pending deliveries are ended by `refuse_deliveries`.
--   id, tenant
--   audit?       see shared/audit.lua
-- Returns {'deleted'}.
--   deleted      also when it is gone already

if redis.call('DEL', key('endpoint', op.id)) == 1 then note_audit(op.audit, { tenant = op.tenant }) end
redis.call('ZREM', key('endpoints', op.tenant), op.id)
return { 'deleted', woken }
