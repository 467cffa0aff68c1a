-- accept_batch: takes a batch in with all of its jobs, under its idempotency key.
--   id
--   fields       the first hash fields of the batch; `open` is how many jobs follow
--   jobs         those accepted, see insert in write.lua; without their `spec`s, and with their `index` in the batch
--   ARGV[2]…     those
--   rejected?    the others, as JSON
--   idempotency? {key, fingerprint}
--   most_open?   how many jobs the tenant may have open. A batch for which there is no room is refused as a whole
-- Returns {'accepted' | 'replayed', woken, batch, rejected, waiting} | {'reused'} | {'full'}.
--   rejected     all rejected jobs: also those for which a budget has no room, as {index, short}, see short_of in units.lua
--   waiting      ids of jobs that wait for units of a budget, or were rejected for lack of them; reused: the key was used with another body
-- Sent twice, it answers 'accepted' twice: the second time the batch is there.

local waiting = {}

local function answer(code, id)
  local batch = redis.call('HGETALL', key('batch', id))
  batch[#batch + 1] = 'id'
  batch[#batch + 1] = id
  return { code, woken, batch, redis.call('GET', key('batch-rejected', id)) or '[]', waiting }
end

if redis.call('EXISTS', key('batch', op.id)) == 1 then return answer('accepted', op.id) end
if op.idempotency then
  local stored = redis.call('GET', key('idempotency', op.idempotency.key))
  if stored then
    local fingerprint, id = string.match(stored, '^(%S+) (%S+)$')
    if fingerprint ~= op.idempotency.fingerprint then return { 'reused', woken } end
    return answer('replayed', id)
  end
end
if not has_room(op.fields.tenant, #op.jobs, op.most_open) then return { 'full', woken } end
if op.idempotency then redis.call('SET', key('idempotency', op.idempotency.key), op.idempotency.fingerprint .. ' ' .. op.id) end

local accepted, short, budgeted = 0, {}, has_budgets(op.fields.tenant)
for n, job in ipairs(op.jobs) do
  job.spec = ARGV[n + 1]
  local verdict, need = 'fits', nil
  if budgeted then verdict, need = money.admit(job, job.spec, true) end
  if verdict == 'fits' or verdict == 'waits' then
    accepted = accepted + 1
    insert(job, true) -- their ids are derived from the new batch's id
    note_download(job.id, job.fields)
  else
    local code = verdict == 'rejects' and 'budget_used_up' or verdict
    short[#short + 1] = { index = job.index, code = code, short = money.short_of(need) }
  end
  if verdict ~= 'fits' then waiting[#waiting + 1] = job.id end
end
op.fields.accepted, op.fields.open = whole(accepted), whole(accepted)
store(key('batch', op.id), op.fields)
redis.call('ZADD', key('batches', op.fields.tenant), op.fields.created_at, op.id)
local rejected = op.rejected
if #short > 0 then -- the texts are joined as they are: decoding would make an empty list an empty object
  local more = cjson.encode(short)
  rejected = rejected and string.sub(rejected, 1, -2) .. ',' .. string.sub(more, 2) or more
end
if rejected then redis.call('SET', key('batch-rejected', op.id), rejected) end
list_inserted()
if accepted == 0 then complete_batch(op.id) end
return answer('accepted', op.id)
