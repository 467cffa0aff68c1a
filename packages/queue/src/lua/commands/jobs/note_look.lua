-- note_look: a pass that only looked found its job still pending at Getty. See `may_only_look` in looking.lua.
--   id, run, fence, polls   of the record that the pass was given
--   pass         unique for this pass, so that a resend is recognized
--   at           when it looked, as text
--   due          ms: when to look again, should the reminder be lost
-- Returns {'noted', woken} | {'overtaken', woken}.
--   overtaken    something else happened to the job, or another pass has looked: nothing was changed

local job = key('job', op.id)
local now_is = redis.call('HMGET', job, 'run', 'fence', 'polls', 'status', 'last_op', 'looks', 'deadline_at')
local this = 'look.' .. op.pass
if now_is[5] == this then return { 'noted', woken } end
if now_is[1] ~= op.run or (now_is[2] or '0') ~= op.fence or (now_is[3] or '0') ~= op.polls or now_is[4] ~= 'waiting' then
  return { 'overtaken', woken }
end
local now = whole(op.now)
local polls = whole(number(op.polls) + 1)
if written_format == 1 then
  append_timeline(op.id, cjson.encode({ at = op.at, event = 'polled', status = 202 }), true, { looks = now_is[6] or nil })
  redis.call('HSET', job, 'polls', polls, 'polled_at', now, 'last_status', '202', 'updated_at', now, 'last_op', this)
else
  local looks = count_look(now_is[6] or nil, op.at)
  redis.call('HSET', job, 'polls', polls, 'polled_at', now, 'last_status', '202', 'updated_at', now, 'last_op', this, 'looks', looks)
end
set_due(op.id, { deadline_at = now_is[7] or nil }, op.due)
return { 'noted', woken }
