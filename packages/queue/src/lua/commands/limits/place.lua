-- place: where a job stands in the fair line for a generation's slot, or would stand if it joined now. Reads only.
--   tenant, id, run, priority
-- Returns {'place', woken, unbegun, free, time, ahead, waiting}.
--   unbegun      how many jobs a worker takes before it that have not begun either, if it has not
--   free         how many slots are free; time: the virtual time of the tenant's next slot
--   ahead        how many of its own jobs are served before this one
--   waiting      {tenant, time, jobs, …}: each tenant in line, its virtual time, and how many of its jobs wait. Of more than MOST_TENANTS those count
--                that are next: a place behind so many is an estimate

local MOST_TENANTS = 1000

local line, mine, clock = key('line', 'pending'), key('line', 'pending', op.tenant), key('clock', 'pending')
local time = tonumber(redis.call('ZSCORE', line, op.tenant) or nil)
if not time then
  local times = redis.call('HMGET', clock, 'time', 'tenant.' .. op.tenant)
  time = math.max(number(times[1] or nil), number(times[2] or nil))
end
local ahead, unbegun = redis.call('ZRANK', mine, op.id), 0
if not ahead then
  unbegun = worker_line.before('generation', op.id .. '.' .. whole(op.run))
  local arrival = number(redis.call('HGET', clock, 'arrivals') or nil) + 1
  ahead = redis.call('ZCOUNT', mine, '-inf', '(' .. whole(arrival - op.priority * PRIORITY_STEP))
end

local waiting = {}
local tenants = redis.call('ZRANGE', line, 0, MOST_TENANTS - 1, 'WITHSCORES')
for i = 1, #tenants, 2 do
  waiting[#waiting + 1] = tenants[i]
  waiting[#waiting + 1] = tenants[i + 1]
  waiting[#waiting + 1] = tostring(redis.call('ZCARD', key('line', 'pending', tenants[i])))
end
local free = room('pending')
return { 'place', woken, whole(unbegun), whole(free), whole(time), tostring(ahead), waiting }
