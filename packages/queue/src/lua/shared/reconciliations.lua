-- Reconciliations: Getty's history compared with our records.
--   reconciliation:<id>                hash: what callers see, with the counts
--   reconciliation-differences:<id>    list of JSON: the first differences
--   reconciliations:<tenant>, all-reconciliations   by creation, for lists; the second for operators
--   reconciliations-open               those that are not completed, by the time (Redis' clock) at which a worker may take them
--   reconciliation-work:<id>           hash: the worker that holds it, its steps, and where it stands
--   reconciliation-seen:<id>           list of texts: short digests of what Getty has shown
--   reconciliation-strays:<id>         hash: Getty's id → an entry that has no record yet, as JSON
--   reconciliation-unseen:<id>         list of JSON: calls of ours that Getty has not shown yet
--   reconciliation-views:<id>          hash of one of the account: tenant → the id of its part
-- Only the holder changes work. Each of its steps has a number, so that a repeated command changes nothing.

local RECONCILIATIONS_KEPT_MS = 90 * 86400 * 1000
local EVENT_DIFFERENCES = 100 -- an event has no more, so that its log stays small

local function list_reconciliation(id, tenant, created_at)
  local before = '(' .. whole(redis_now() - RECONCILIATIONS_KEPT_MS)
  local lists = { key('all-reconciliations') }
  if tenant then lists[2] = key('reconciliations', tenant) end
  for _, list in ipairs(lists) do
    redis.call('ZREMRANGEBYSCORE', list, '-inf', before)
    redis.call('ZADD', list, created_at, id)
    redis.call('PEXPIRE', list, RECONCILIATIONS_KEPT_MS)
  end
end

local function keep_reconciliation(id)
  redis.call('PEXPIRE', key('reconciliation', id), RECONCILIATIONS_KEPT_MS)
  redis.call('PEXPIRE', key('reconciliation-differences', id), RECONCILIATIONS_KEPT_MS)
end

local function open_reconciliation(id, fields)
  store(key('reconciliation', id), fields)
  keep_reconciliation(id)
  list_reconciliation(id, fields.tenant, fields.created_at)
  redis.call('ZADD', key('reconciliations-open'), redis_now(), id)
end

-- Removes what was found so far, and the parts of tenants that are not published.
local function forget_findings(id)
  for _, part in ipairs(redis.call('HVALS', key('reconciliation-views', id))) do
    redis.call('UNLINK', key('reconciliation', part), key('reconciliation-differences', part))
  end
  redis.call('UNLINK', key('reconciliation-views', id), key('reconciliation-seen', id), key('reconciliation-strays', id), key('reconciliation-unseen', id))
end
