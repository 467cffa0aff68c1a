-- accept: takes jobs in, each for itself and under its own idempotency key. They are of several callers, whose requests came together.
--   jobs         for each {job, idempotency?, most_open?}
--                  job          see insert in write.lua; without its `spec`. own_deadline?: its caller gave a deadline
--                  idempotency  {key, fingerprint}
--                  most_open    how many jobs the tenant may have open
--   ARGV[2]…     their `spec`s
-- Returns {'taken', woken, answers…}: for each job
--   accepted     '1': it waits for units of a budget or for its source, or it has ended for lack of that; else '0'
--   replayed, reused   the id of the job under that key; reused: the key was used with another body
--   full         the tenant has too many open jobs
--   budget_used_up, price_unknown   nothing was stored; see short_of in units.lua
--   broke        the text of an error. It concerns this job only
-- Sent twice, it answers 'accepted' twice: the second time the key holds this very job, or the job is there.

local failed, open, budgeted = {}, {}, {}

-- How many jobs of the tenant are open, with those of this command, which stand in no index yet.
local function open_now(tenant)
  open[tenant] = open[tenant] or count_open(tenant)
  return open[tenant]
end

-- Whether the tenant has budgets, read once in this command.
local function is_budgeted(tenant)
  if budgeted[tenant] == nil then budgeted[tenant] = has_budgets(tenant) end
  return budgeted[tenant]
end

local function take(one, spec)
  local job, idempotency = one.job, one.idempotency
  local fields = job.fields
  if idempotency then -- it is written in the same step as its job
    local id, is_same = submitted_under(idempotency.key, idempotency.fingerprint)
    if id == job.id then return { 'accepted', waits_of(id) } end
    if id then return { is_same and 'replayed' or 'reused', id } end
  elseif redis.call('EXISTS', key('job', job.id)) == 1 then
    return { 'accepted', waits_of(job.id) }
  end
  if one.most_open and open_now(fields.tenant) >= one.most_open then return { 'full' } end
  local source, why = 'ready', nil
  if fields.source_job then source, why = sources.settle_new(job) end
  local verdict, need = 'fits', nil
  if source ~= 'failed' and is_budgeted(fields.tenant) then verdict, need = money.admit(job, spec, true) end
  if verdict == 'rejects' or verdict == 'price_unknown' then
    return { verdict == 'rejects' and 'budget_used_up' or verdict, unpack(money.short_of(need)) }
  end
  if idempotency then fields.idempotency = listed_key(idempotency.key) end
  job.spec = spec
  insert(job, true)
  if idempotency then note_submission(idempotency.key, idempotency.fingerprint, job.id) end
  if source == 'failed' then
    failed[#failed + 1] = { id = job.id, why = why }
  elseif open[fields.tenant] then
    open[fields.tenant] = open[fields.tenant] + 1
  end
  if source == 'ready' then note_download(job.id, fields) end
  return { 'accepted', (verdict == 'waits' or source ~= 'ready') and '1' or '0' }
end

-- The text of an error as Redis would answer it. Before Redis 7 it begins with the place in the script.
local function text_of(problem)
  local text = type(problem) == 'table' and problem.err or tostring(problem)
  return (string.gsub(text, '^@?user_%w+:%s*%d+:%s*%-?', ''))
end

local made_from = {}
for _, one in ipairs(op.jobs) do
  made_from[#made_from + 1] = one.job.fields.parent_id
  made_from[#made_from + 1] = one.job.fields.source_job
end
refuse_packed(unpack(made_from))

local answers = {}
for n, one in ipairs(op.jobs) do
  local well, answer = pcall(take, one, ARGV[n + 1])
  answers[n] = well and answer or { 'broke', text_of(answer) }
end
list_inserted()
for _, one in ipairs(failed) do sources.fail_one(one.id, load(one.id), one.why, write) end
return { 'taken', woken, unpack(answers) }
