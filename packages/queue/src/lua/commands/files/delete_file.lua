-- delete_file: forgets a tenant's file, after Getty has deleted it.
--   id, tenant
-- Returns {'deleted' | 'missing'}.
--   missing      gone already, or another tenant's

if redis.call('HGET', key('file', op.id), 'tenant') ~= op.tenant then return { 'missing', woken } end
redis.call('DEL', key('file', op.id))
redis.call('ZREM', key('files', op.tenant), op.id)
return { 'deleted', woken }
