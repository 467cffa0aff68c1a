-- begin_copy: a worker takes a copy that is due, for a time that it renews.
--   id
--   holder       unique for this turn, so that a resend gets the same answer
--   lease        ms
-- Returns {'begun', woken, copy, record} | {'taken', woken, wait} | {'missing'}.
--   copy         its fields, see copies.lua; record: of the job, empty if that was removed
--   wait         ms: until then another worker may have it

local copy = as_table(redis.call('HGETALL', key('copy', op.id)))
if not copy.what then
  redis.call('ZREM', key('copies-due'), op.id)
  return { 'missing', woken }
end
local now = redis_now()
local free_at = math.max(tonumber(copy.held_until or 0), tonumber(copy.not_before or 0))
if copy.holder ~= op.holder and free_at > now then return { 'taken', woken, whole(free_at - now) } end

local record = load(op.id)
-- A version without archives removed the job.
if copy.what == 'copy' and not record then copy.what = 'delete' end
store(key('copy', op.id), { what = copy.what, holder = op.holder, held_until = whole(now + op.lease) })
redis.call('ZADD', key('copies-due'), op.now + op.lease, op.id)
local flat = {}
for field, value in pairs(copy) do
  flat[#flat + 1] = field
  flat[#flat + 1] = value
end
return { 'begun', woken, flat, record and flatten(op.id, record) or {} }
