-- try_jobs: what accepting these jobs one after the other would come to by their tenant's budgets. Reserves nothing.
--   jobs         id and fields of each, see insert in write.lua; restart?: {own, chain}: the parts that its next run would pay for
--   ARGV[2]…     their `spec`s
-- Returns {'tried', woken, verdicts, budgets}.
--   verdicts     for each job 'fits' | 'waits' | 'rejects' | 'price_unknown', then of the budget without room: id, unit, needed, left
--   budgets      those that all of it together takes from: id, unit, needed, left before it

-- A job that would wait blocks the line for those after it. A restart does not wait.
local function try(job, spec)
  local verdict, need, needs = money.admit(job, spec, true, job.restart or { own = true, chain = true })
  if verdict == 'waits' and job.restart then return 'rejects', need, needs end
  if verdict == 'waits' then
    local rank, first = money.rank_of(job.fields), need.b.tried
    if not first or rank < first.rank then need.b.tried = { rank = rank, id = job.id } end
  end
  return verdict, need, needs
end

local verdicts, budgets, wanted, order = {}, {}, {}, {}
for i, job in ipairs(op.jobs) do
  local verdict, need, needs = try(job, ARGV[i + 1])
  verdicts[#verdicts + 1] = verdict
  for _, value in ipairs(need and money.short_of(need) or { '', '', '', '' }) do verdicts[#verdicts + 1] = value end
  for _, one in ipairs(needs or {}) do
    local known = wanted[one.b.n]
    if not known then
      known = { b = one.b, all = 0, left = money.left_of(one.b) + (verdict == 'fits' and one.all or 0) }
      wanted[one.b.n] = known
      order[#order + 1] = known
    end
    known.all = known.all + one.all
  end
end
for _, known in ipairs(order) do
  for _, value in ipairs({ known.b.id, known.b.unit, whole(known.all), whole(known.left) }) do budgets[#budgets + 1] = value end
end
return { 'tried', woken, verdicts, budgets }
