-- fail_event: the handling of an event threw. After some tries it is set aside. It is acknowledged, so that trimming and retention
-- go on. `events-aside` keeps it with its entry: there people find it, and can have it tried again.
--   id           its place in the log
--   group        the group with the failed handling
--   error        what was thrown, cut
--   most         tries until it is set aside
--   token        the caller's own: a command that came twice counts once
-- Returns {'again'} | {'aside'}.

local MOST_ASIDE = 500         -- the oldest are dropped first
local MOST_ENTRY_BYTES = 16384 -- a longer entry is not kept: it can be retried while it is in the log

local log, tries = key('events'), key('event-tries')
if #redis.call('XPENDING', log, op.group, op.id, op.id, 1) == 0 then return { 'aside', woken } end
local count, token = string.match(redis.call('HGET', tries, op.id) or '0 -', '^(%d+) (%S+)$')
if token ~= op.token then count = count + 1 end
if tonumber(count) < op.most then
  redis.call('HSET', tries, op.id, whole(tonumber(count)) .. ' ' .. op.token)
  return { 'again', woken }
end
local found = redis.call('XRANGE', log, op.id, op.id)[1]
local fields = found and found[2] or {}
local head = as_table(fields)
local entry = cjson.encode(fields)
redis.call('XADD', key('events-aside'), 'MAXLEN', MOST_ASIDE, '*', 'event', op.id, 'type', head.event or '', 'tenant', head.tenant or '',
  'subject', head.id or '', 'tries', whole(tonumber(count)), 'error', op.error, 'at', whole(op.now),
  'entry', #entry <= MOST_ENTRY_BYTES and entry or '')
redis.call('XACK', log, op.group, op.id)
redis.call('HDEL', tries, op.id)
return { 'aside', woken }
