-- accept: takes a job in, under its idempotency key.
--   job          the job, see insert in write.lua; its `spec` is ARGV[2]
--   idempotency  optional {key, fingerprint}
-- Returns {'accepted', …} | {'replayed', …, id} | {'reused', …, id}: the key was used with another body.
-- Sent twice, it answers 'accepted' twice: the second time the key holds this very job.

if op.idempotency then
  local idem = key('idempotency', op.idempotency.key)
  local stored = redis.call('GET', idem)
  if stored then
    local fingerprint, id = string.match(stored, '^(%S+) (%S+)$')
    if id == op.job.id then return { 'accepted', woken } end
    return { fingerprint == op.idempotency.fingerprint and 'replayed' or 'reused', woken, id }
  end
  redis.call('SET', idem, op.idempotency.fingerprint .. ' ' .. op.job.id)
end
op.job.spec = ARGV[2]
insert(op.job)
list_inserted()
note_download(op.job.id, op.job.fields)
return { 'accepted', woken }
