-- step_reconciliation: what one step found, and where the next begins, written together: another worker can go on from here.
--   id, holder
--   step         how many steps were done before this one
--   lease        ms, see take_reconciliation
--   set          fields of the reconciliation
--   work         fields of its work; the empty text removes
--   views        {{id, tenant?, add, differences}, …}: counts to add (field → number), and differences (JSON), of the whole and of tenants' parts
--   most         how many differences are kept of each
--   seen?        digests to add
--   strays?      entries without a record to add or change, by Getty's id
--   no_strays?   ids of entries to remove
--   unseen?      calls that Getty has not shown, to add
--   reset?       true: everything found so far is forgotten first
-- Returns {'stepped', woken} | {'lost', woken}.
--   lost         another worker has taken it: nothing was changed

local work = redis.call('HMGET', key('reconciliation-work', op.id), 'holder', 'step')
if work[1] ~= op.holder then return { 'lost', woken } end
if number(work[2] or nil) ~= op.step then return { 'stepped', woken } end

local mine = key('reconciliation', op.id)
if op.reset then
  reconciliations.forget_findings(op.id)
  redis.call('UNLINK', key('reconciliation-differences', op.id))
  redis.call('HDEL', mine, 'matched', 'ours_only', 'getty_only', 'different', 'cost', 'unpriced', 'omitted', 'not_compared', 'pages', 'entries', 'jobs')
end
for field, value in pairs(op.set) do redis.call('HSET', mine, field, value) end
for field, value in pairs(op.work) do
  if value == '' then redis.call('HDEL', key('reconciliation-work', op.id), field) else redis.call('HSET', key('reconciliation-work', op.id), field, value) end
end

for _, view in ipairs(op.views) do
  local hash = key('reconciliation', view.id)
  if view.id ~= op.id then
    redis.call('HSET', key('reconciliation-views', op.id), view.tenant, view.id)
    redis.call('HSET', hash, 'tenant', view.tenant)
  end
  for field, more in pairs(view.add) do redis.call('HINCRBY', hash, field, more) end
  local list = key('reconciliation-differences', view.id)
  local room = op.most - redis.call('LLEN', list)
  for i, difference in ipairs(view.differences) do
    if i > room then
      redis.call('HINCRBY', hash, 'omitted', #view.differences - i + 1)
      break
    end
    redis.call('RPUSH', list, difference)
  end
  reconciliations.keep_reconciliation(view.id)
end

if op.seen then redis.call('RPUSH', key('reconciliation-seen', op.id), op.seen) end
for stray, entry in pairs(op.strays or {}) do redis.call('HSET', key('reconciliation-strays', op.id), stray, entry) end
for _, stray in ipairs(op.no_strays or {}) do redis.call('HDEL', key('reconciliation-strays', op.id), stray) end
for _, call in ipairs(op.unseen or {}) do redis.call('RPUSH', key('reconciliation-unseen', op.id), call) end
redis.call('HSET', key('reconciliation-work', op.id), 'step', op.step + 1)
redis.call('ZADD', key('reconciliations-open'), redis_now() + op.lease, op.id)
return { 'stepped', woken }
