-- owners: the tenants that made generations or files at Getty, and those of their jobs that still exist.
--   kind         'getty' | 'asset': generations or files
--   ids          Getty's ids
-- Returns {'owners', woken, owners…}.
--   owners…      {id, tenant, job} of each that has an owner; job: empty if it was removed

local found = {}
for _, getty_id in ipairs(op.ids) do
  local job = redis.call('GET', op.kind == 'asset' and key('asset', getty_id) or key('getty', getty_id))
  local tenant = job and redis.call('HGET', key('job', job), 'tenant')
  if job and not tenant then tenant = (packed_head(job) or {}).tenant end
  if tenant then
    found[#found + 1] = { getty_id, tenant, job }
  else
    tenant = owners.remembered_owner(op.kind, getty_id)
    if tenant then found[#found + 1] = { getty_id, tenant, '' } end
  end
end
return { 'owners', woken, unpack(found) }
