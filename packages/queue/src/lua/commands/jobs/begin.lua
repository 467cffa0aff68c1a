-- begin: a worker starts a pass over a due job and is handed the fence that its later writes must present.
--   id, run
--   pass         unique for this call, so that a resend gets the same fence
--   due          ms: when to look again if this pass comes to nothing
--   look?        true: where the job only waits at Getty, begin no pass: its caller asks Getty first
--   fast_path?   {timeline}: where nothing stands in the way of the paid call, take its slot and write its intent in the same step
-- Returns {'begun' | 'fast_path' | 'look', woken, record, spec, paced, epoch, away, loss, lost_at, wanted} | {'missing'} | {'stale'} | {'ended'} | {'unfunded'} | {'awaits_source'}.
--   fast_path    the caller alone may make the call; look: nothing was changed, see looking.lua; stale: another run is on; ended: nothing to do, it is final or held
--   unfunded, awaits_source   nothing to do, it waits for units of a budget, or for its source, and is woken then
--   record       its fields as a JSON object: many values cost more, on both sides. `intent_at` is stored by Redis' clock and told by the caller's: whether a
--                call can still be on its way must not depend on whose clock is ahead; spec: the text of its request
--   paced        '1': calls must take a turn, see take_turn; away '1': Getty is; wanted '1': generations wait for a slot
--   loss         its name, and lost_at: when it was noticed, by the caller's clock; see in_doubt, or ''

local record = load(op.id)
if not record then return { 'missing', woken } end
if record.run ~= op.run then return { 'stale', woken } end
if FINAL[record.status] or record.status == 'held' then return { 'ended', woken } end
if record.unfunded or record.awaits then
  redis.call('ZREM', key('due'), op.id)
  redis.call('ZREM', key('wake'), op.id)
  return { record.unfunded and 'unfunded' or 'awaits_source', woken }
end

local wanted = whole(redis.call('EXISTS', key('line', 'pending')))
if op.look and may_only_look(record) then
  redis.call('ZREM', key('wake'), op.id) -- it is awake
  record.id = op.id
  return { 'look', woken, cjson.encode(record), spec_of(op.id) or '{}', '0', query_epoch(), '0', '', '', wanted }
end

local again = record.last_op == op.pass
if not again then
  record.fence = whole(number(record.fence) + 1)
  record.starts = whole(number(record.starts) + 1)
  record.last_op = op.pass
end
local intent = table.concat({ op.id, record.run, record.fence }, '.')
if not again then
  redis.call('ZREM', key('wake'), op.id)
  if record.reason == 'scheduled' then worker_line.comes_back(record.type, op.id .. '.' .. op.run, false) end
  local may_send = op.fast_path and wanted == '0' and nothing_in_the_way(op.id, record)
  local begun = may_send and take_unwanted_slot('pending', record)
  if begun then
    begun.fence, begun.starts, begun.last_op = record.fence, record.starts, op.pass
    intend(op.id, record, { intent = intent, timeline = op.fast_path.timeline, set = begun, due = op.due })
  else
    redis.call('HSET', key('job', op.id), 'fence', record.fence, 'starts', record.starts, 'last_op', op.pass)
    set_due(op.id, record, op.due)
  end
end
local code = record.intent == intent and 'fast_path' or 'begun'
local takes_turns, away = paced() and '1' or '0', getty_away() and '1' or '0'
local loss, lost_at = in_doubt(record)
record.id = op.id
if record.intent then
  local made_at = code == 'fast_path' and number(record.intent_at) or intent_made_at(record)
  record.intent_at = whole(made_at + op.now - redis_now())
end
return { code, woken, cjson.encode(record), spec_of(op.id) or '{}', takes_turns, query_epoch(), away, loss and whole(loss) or '', loss and whole(lost_at) or '', wanted }
