-- expire: ends what has passed its deadline unsent, free of charge. What Getty has, or may have, is woken: its pipeline looks at Getty once more and
-- ends it. Reads only what is at its deadline, however long the backlog is.
--   most         how many at the most
--   timeline     the entry of that end
-- Returns {'expired', woken, looked, faraway…}.
--   looked       how many were looked at; faraway: the reminders that may lie in a far future, as "type run id"

local LOOK_AGAIN_MS = 10 * 1000

local answer = { 'expired', woken, '0' }
local late = redis.call('ZRANGEBYSCORE', key('deadlines'), '-inf', op.now, 'LIMIT', 0, op.most)
for _, id in ipairs(late) do
  local record = load(id)
  if not record or FINAL[record.status] or record.status == 'held' then
    redis.call('ZREM', key('deadlines'), id)
  elseif op.now < tonumber(record.deadline_at) then
    set_deadline(id, record)
  elseif record.status == 'queued' and not record.intent then
    if record.reason == 'scheduled' then answer[#answer + 1] = record.type .. ' ' .. record.run .. ' ' .. id end
    write(id, record, {
      status = 'expired',
      set = { fence = whole(number(record.fence) + 1), last_op = 'expire' },
      timeline = op.timeline,
      event = record.type .. '.expired',
    })
  else
    wake(id, record)
    redis.call('ZADD', key('deadlines'), op.now + LOOK_AGAIN_MS, id)
  end
end
answer[3] = whole(#late)
return answer
