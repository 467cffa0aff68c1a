-- begin: a worker starts a pass over a due job and is handed the fence that its later writes must present.
--   id, run
--   pass         unique for this call, so that a resend gets the same fence
--   due          ms: when to look again if this pass comes to nothing
--   look?        true: where the job only waits at Getty, begin no pass: its caller asks Getty first
--   fast_path?   {timeline}: where nothing stands in the way of the paid call, take its slot and write its intent in the same step
-- Returns {'begun' | 'fast_path' | 'look', woken, record, paced, epoch, away, lost_at, wanted} | {'missing'} | {'stale'} | {'ended'} | {'unfunded'} | {'awaits_source'}.
--   fast_path    the caller alone may make the call; look: nothing was changed, see looking.lua; stale: another run is on; ended: nothing to do, it is final or held
--   unfunded, awaits_source   nothing to do, it waits for units of a budget, or for its source, and is woken then
--   paced        '1': calls must take a turn, see take_turn; away '1': Getty is; wanted '1': generations wait for a slot
--   lost_at      see in_doubt, or ''

local record = load(op.id)
if not record then return { 'missing', woken } end
if record.run ~= op.run then return { 'stale', woken } end
if FINAL[record.status] or record.status == 'held' then return { 'ended', woken } end
if record.unfunded or record.awaits then
  redis.call('ZREM', key('due'), op.id)
  redis.call('ZREM', key('wake'), op.id)
  return { record.unfunded and 'unfunded' or 'awaits_source', woken }
end

if op.look and may_only_look(record) then
  redis.call('ZREM', key('wake'), op.id) -- it is awake
  local wanted = whole(redis.call('EXISTS', key('line', 'pending')))
  return { 'look', woken, flatten(op.id, record), '0', query_epoch(), '0', '', wanted }
end

local again = record.last_op == op.pass
if not again then
  record.fence = whole(number(record.fence) + 1)
  record.starts = whole(number(record.starts) + 1)
  record.last_op = op.pass
end
local intent = table.concat({ op.id, record.run, record.fence }, '.')
local spec
if not again then
  redis.call('ZREM', key('wake'), op.id)
  local is_free = false
  if op.fast_path then is_free, spec = nothing_in_the_way(op.id, record) end
  if is_free and take_free_slot('pending', op.id, record) then
    local begun = { fence = record.fence, starts = record.starts, last_op = op.pass }
    intend(op.id, record, { intent = intent, timeline = op.fast_path.timeline, set = begun, due = op.due })
  else
    redis.call('HSET', key('job', op.id), 'fence', record.fence, 'starts', record.starts, 'last_op', op.pass)
    set_due(op.id, record, op.due)
  end
end
local code = record.intent == intent and 'fast_path' or 'begun'
local away, lost_at = getty_away() and '1' or '0', in_doubt(record)
local wanted = whole(redis.call('EXISTS', key('line', 'pending')))
return { code, woken, flatten(op.id, record, spec), paced() and '1' or '0', query_epoch(), away, lost_at and whole(lost_at) or '', wanted }
