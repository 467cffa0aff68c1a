-- delete_file: forgets a tenant's file, after Getty has deleted it.
--   id, tenant
--   audit?       see shared/audit.lua
-- Returns {'deleted' | 'missing'}.
--   missing      gone already, or another tenant's

if redis.call('HGET', key('file', op.id), 'tenant') ~= op.tenant then return { 'missing', woken } end
redis.call('DEL', key('file', op.id))
redis.call('ZREM', key('files', op.tenant), op.id)
note_audit(op.audit, { tenant = op.tenant })
return { 'deleted', woken }
