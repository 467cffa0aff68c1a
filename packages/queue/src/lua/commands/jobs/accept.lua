-- accept: takes a job in, under its idempotency key.
--   job          the job, see insert in write.lua; without its `spec`
--   ARGV[2]      that
--   idempotency? {key, fingerprint}
--   most_open?   how many jobs the tenant may have open
-- Returns {'accepted'} | {'replayed' | 'reused', woken, id} | {'full'}.
--   reused       the key was used with another body
-- Sent twice, it answers 'accepted' twice: the second time the key holds this very job, or the job is there.

if op.idempotency then
  local idem = key('idempotency', op.idempotency.key)
  local stored = redis.call('GET', idem)
  if stored then
    local fingerprint, id = string.match(stored, '^(%S+) (%S+)$')
    if id == op.job.id then return { 'accepted', woken } end
    return { fingerprint == op.idempotency.fingerprint and 'replayed' or 'reused', woken, id }
  end
end
if redis.call('EXISTS', key('job', op.job.id)) == 1 then return { 'accepted', woken } end
if not has_room(op.job.fields.tenant, 1, op.most_open) then return { 'full', woken } end
if op.idempotency then redis.call('SET', key('idempotency', op.idempotency.key), op.idempotency.fingerprint .. ' ' .. op.job.id) end
op.job.spec = ARGV[2]
insert(op.job)
list_inserted()
note_download(op.job.id, op.job.fields)
return { 'accepted', woken }
