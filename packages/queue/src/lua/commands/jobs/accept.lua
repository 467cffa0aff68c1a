-- accept: takes a job in, under its idempotency key.
--   job          the job, see insert in write.lua; without its `spec`. own_deadline?: its caller gave a deadline
--   ARGV[2]      that
--   idempotency? {key, fingerprint}
--   most_open?   how many jobs the tenant may have open
-- Returns {'accepted', woken, waits} | {'replayed' | 'reused', woken, id} | {'full'} | {'budget_used_up' | 'price_unknown', woken, short}.
--   waits        '1': for units of a budget or for its source, or it has ended for lack of that; reused: the key was used with another body
--   budget_used_up, price_unknown   nothing was stored; short: see short_of in units.lua
-- Sent twice, it answers 'accepted' twice: the second time the key holds this very job, or the job is there.

if op.idempotency then
  local idem = key('idempotency', op.idempotency.key)
  local stored = redis.call('GET', idem)
  if stored then
    local fingerprint, id = string.match(stored, '^(%S+) (%S+)$')
    if id == op.job.id then return { 'accepted', woken, waits_of(id) } end
    return { fingerprint == op.idempotency.fingerprint and 'replayed' or 'reused', woken, id }
  end
end
if redis.call('EXISTS', key('job', op.job.id)) == 1 then return { 'accepted', woken, waits_of(op.job.id) } end
if not has_room(op.job.fields.tenant, 1, op.most_open) then return { 'full', woken } end
local source, why = 'ready', nil
if op.job.fields.source_job then source, why = sources.settle_new(op.job) end
local verdict, need = 'fits', nil
if source ~= 'failed' and has_budgets(op.job.fields.tenant) then verdict, need = money.admit(op.job, ARGV[2], true) end
if verdict == 'rejects' or verdict == 'price_unknown' then
  local code = verdict == 'rejects' and 'budget_used_up' or verdict
  return { code, woken, money.short_of(need) }
end
if op.idempotency then redis.call('SET', key('idempotency', op.idempotency.key), op.idempotency.fingerprint .. ' ' .. op.job.id) end
op.job.spec = ARGV[2]
insert(op.job)
list_inserted()
if source == 'failed' then sources.fail_one(op.job.id, load(op.job.id), why, write) end
if source == 'ready' then note_download(op.job.id, op.job.fields) end
return { 'accepted', woken, (verdict == 'waits' or source ~= 'ready') and '1' or '0' }
