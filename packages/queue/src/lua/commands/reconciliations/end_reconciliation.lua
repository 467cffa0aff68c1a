-- end_reconciliation: it is completed, or has failed. Each tenant's part is published, with the event `reconciliation.differences` where there are some.
--   id, holder
--   status       'completed' | 'failed'
--   error?       JSON
-- Returns {'ended', woken} | {'more', woken} | {'lost', woken}.
--   more         more tenants' parts are left for the next command

local PARTS_AT_ONCE = 50

local mine, work, views = key('reconciliation', op.id), key('reconciliation-work', op.id), key('reconciliation-views', op.id)
if redis.call('HGET', work, 'holder') ~= op.holder then
  local status = redis.call('HGET', mine, 'status')
  if status and status ~= 'running' then return { 'ended', woken } end
  return { 'lost', woken }
end
local now = whole(redis_now())

local function tell_differences(id)
  local fields = as_table(redis.call('HGETALL', key('reconciliation', id)))
  if not fields.tenant or number(fields.ours_only) + number(fields.getty_only) + number(fields.different) == 0 then return end
  local differences = redis.call('LRANGE', key('reconciliation-differences', id), 0, reconciliations.EVENT_DIFFERENCES - 1)
  local entry = { 'about', 'reconciliation', 'id', id, 'differences', '[' .. table.concat(differences, ',') .. ']' }
  for field, value in pairs(fields) do
    entry[#entry + 1] = field
    entry[#entry + 1] = value
  end
  append_entry(fields.tenant, entry, 'reconciliation.differences')
end

if op.status == 'failed' then reconciliations.forget_findings(op.id) end
local common = { 'trigger', 'scope', 'from', 'to', 'currency', 'pages', 'entries', 'jobs', 'created_at' }
local parts = redis.call('HGETALL', views)
for i = 1, math.min(#parts, 2 * PARTS_AT_ONCE), 2 do
  local tenant, part = parts[i], parts[i + 1]
  local hash = key('reconciliation', part)
  for n, value in ipairs(redis.call('HMGET', mine, unpack(common))) do
    if value then redis.call('HSET', hash, common[n], value) end
  end
  redis.call('HSET', hash, 'tenant', tenant, 'status', 'completed', 'step', 'done', 'completed_at', now)
  reconciliations.keep_reconciliation(part)
  reconciliations.list_reconciliation(part, tenant, redis.call('HGET', mine, 'created_at'))
  tell_differences(part)
  redis.call('HDEL', views, tenant)
end
if #parts > 2 * PARTS_AT_ONCE then return { 'more', woken } end

redis.call('HSET', mine, 'status', op.status, 'step', 'done', 'completed_at', now)
redis.call('HDEL', mine, 'resume_at')
if op.error then redis.call('HSET', mine, 'error', op.error) end
reconciliations.keep_reconciliation(op.id)
if op.status == 'completed' then tell_differences(op.id) end
if op.status == 'completed' and not redis.call('HGET', mine, 'tenant') then
  local counts = redis.call('HMGET', mine, 'ours_only', 'getty_only', 'different')
  store(key('reconciliation-last'), { at = now, ours_only = counts[1] or '0', getty_only = counts[2] or '0', different = counts[3] or '0' })
end
reconciliations.forget_findings(op.id)
redis.call('UNLINK', work)
redis.call('ZREM', key('reconciliations-open'), op.id)
return { 'ended', woken }
