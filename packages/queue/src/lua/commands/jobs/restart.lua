-- restart: begins the next run of a job that has ended or is held.
--   id, seq      the caller decided on the record as it was at this seq
--   change       see write.lua; its `set` clears what the last run left
--   pass         unique for this call
--   claim?       {looks, from, to, unseen?}: as for settle, where the change adopts a generation; unseen: the history does not show it
--   idempotency? see idempotency.lua
--   audit?       see shared/audit.lua
-- Returns {'restarted', woken, record} | {'changed'} | {'taken'} | {'missing'} | {'replayed' | 'reused', woken, token, found} | {'budget_used_up' | 'price_unknown', woken, short}.
--   restarted    a job whose source has not ended waits for it; if the source failed, this run has failed too
--   changed      read again; taken: the generation is, or may be, another job's
--   budget_used_up, price_unknown   nothing was changed; short: see short_of in units.lua

local record = load(op.id)
if not record then return { 'missing', woken } end
local before = done_before()
if before then return before end
if record.last_op == op.pass then return { 'restarted', woken, flatten(op.id, record) } end
if record.seq ~= op.seq or not (FINAL[record.status] or record.status == 'held') then return { 'changed', woken } end
if op.change.set.getty_id and op.change.set.getty_id ~= '' and record.type == 'generation' then
  if owners.belongs_to_another(op.id, op.change.set.getty_id, record.tenant) then return { 'taken', woken } end
  if op.claim and owners.may_be_anothers(op.id, record, op.claim) then return { 'taken', woken } end
  if op.claim and op.claim.unseen and owners.unseen_may_be_anothers(op.id, record) then return { 'taken', woken } end
end
local source, why = 'ready', nil
if record.source_job and op.change.status == 'queued' and (record.type == 'generation' or not record.getty_id) then
  source, why = sources.settle_again(record, op.change)
end
if source ~= 'failed' and has_budgets(record.tenant) then
  local parts = { own = op.change.status == 'queued', chain = not (record.chain or record.downloads) }
  local needs, unpriced = money.needs_of(record.tenant, stored_purchase(op.id, record), parts)
  if unpriced then return { 'price_unknown', woken, money.short_of({ b = unpriced }) } end
  local verdict, need = money.judge(needs, op.id, money.rank_of(record))
  if verdict ~= 'fits' then
    money.note_use(need.b, need.all <= need.b.limit)
    return { 'budget_used_up', woken, money.short_of(need) }
  end
  money.reserve(needs, op.change.set)
end

-- A person answers for all losses until now.
if op.change.set.checked_at then op.change.set.checked_at = account('lost_at') and whole(account('lost_at')) or '' end
-- Its answer may still arrive: the bill must know which call that was.
if record.intent then op.change.set.last_intent = call_of(op.id, record.intent) .. '?' end
op.change.set.run = whole(number(record.run) + 1)
op.change.set.fence = whole(number(record.fence) + 1)
op.change.set.last_op = op.pass
write(op.id, record, op.change)
note_audit(op.audit, { tenant = record.tenant })
remember()
redis.call('ZREM', key('ended'), op.id)
if source == 'ready' then wake(op.id, record) end
if source == 'waits' then sources.add_dependent(op.id, record) end
if source == 'failed' then sources.fail_one(op.id, record, why, write) end
return { 'restarted', woken, flatten(op.id, record) }
