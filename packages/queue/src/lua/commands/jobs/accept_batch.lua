-- accept_batch: takes a batch in with all of its jobs, under its idempotency key.
--   id
--   fields       the first hash fields of the batch; `open` is how many jobs follow
--   jobs         those accepted, see insert in write.lua; without their `spec`s, and with their `index` in the batch
--   ARGV[2]…     those
--   rejected?    the others, as JSON
--   idempotency? {key, fingerprint}
--   most_open?   how many jobs the tenant may have open. A batch for which there is no room is refused as a whole
-- Returns {'accepted' | 'replayed', woken, batch, rejected, waiting} | {'reused'} | {'full'}.
--   rejected     all rejected jobs: also those for which a budget has no room, as {index, code, short}, see short_of in units.lua, and those made from
--                a rejected one
--   waiting      ids of jobs that wait for units of a budget or for their source, or were rejected or failed for lack of them; reused: the key was used with another body
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
local made_from = {}
for _, job in ipairs(op.jobs) do
  made_from[#made_from + 1] = job.fields.parent_id
  made_from[#made_from + 1] = job.fields.source_job
end
refuse_packed(unpack(made_from))
if op.idempotency then redis.call('SET', key('idempotency', op.idempotency.key), op.idempotency.fingerprint .. ' ' .. op.id) end

local accepted, short, budgeted = 0, {}, has_budgets(op.fields.tenant)
local refused, failed = {}, {}

-- A job whose source was rejected is rejected too.
local function judge(job)
  if job.fields.source_job and refused[job.fields.source_job] then return 'source_rejected' end
  local source, why = 'ready', nil
  if job.fields.source_job then source, why = sources.settle_new(job) end
  if source == 'failed' then
    failed[#failed + 1] = { id = job.id, why = why }
    return 'failed'
  end
  local verdict, need = 'fits', nil
  if budgeted then verdict, need = money.admit(job, job.spec, true) end
  return verdict == 'fits' and source == 'waits' and 'waits' or verdict, need
end

for n, job in ipairs(op.jobs) do
  job.spec = ARGV[n + 1]
  local verdict, need = judge(job)
  if verdict == 'fits' or verdict == 'waits' or verdict == 'failed' then
    accepted = accepted + 1
    insert(job, true) -- their ids are derived from the new batch's id
    if verdict ~= 'failed' and not job.fields.awaits then note_download(job.id, job.fields) end
  else
    local code = verdict == 'rejects' and 'budget_used_up' or verdict
    short[#short + 1] = { index = job.index, code = code, short = need and money.short_of(need) }
    refused[job.id] = true
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
for _, one in ipairs(failed) do sources.fail_one(one.id, load(one.id), one.why, write) end
if accepted == 0 then complete_batch(op.id) end
return answer('accepted', op.id)
