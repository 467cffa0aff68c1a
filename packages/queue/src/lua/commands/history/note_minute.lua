-- note_minute: how a minute went, and how things stand at its end; once, whichever worker comes first. See history/history.ts.
--   minute       its number since 1970
--   oldest?      ms: since when the oldest queued job waits
--   most         how many of the jobs that ended in it are looked at: the rest is taken to be like them
--   kept         ms: how long it is kept
-- Returns {'noted', woken} | {'there', woken}.

local MINUTE_MS = 60 * 1000
local DAY_MINUTES = 24 * 60
local TENANTS = 1000 -- counted in one command
local UNKNOWN = -1

local day = key('history', whole(math.floor(op.minute / DAY_MINUTES)))
local field = whole(op.minute % DAY_MINUTES)
if redis.call('HEXISTS', day, field) == 1 then return { 'there', woken } end

local from = whole(op.minute * MINUTE_MS)
local to = '(' .. whole((op.minute + 1) * MINUTE_MS)

-- The value below which a share of them lies.
local function quantile(sorted, share)
  if #sorted == 0 then return UNKNOWN end
  return sorted[math.max(1, math.ceil(#sorted * share))]
end

local ended = redis.call('ZCOUNT', key('ended'), from, to)
local counts = { succeeded = 0, failed = 0, canceled = 0, expired = 0 }
local times = {}
local looked = redis.call('ZRANGEBYSCORE', key('ended'), from, to, 'LIMIT', 0, op.most)
for _, id in ipairs(looked) do
  local job = redis.call('HMGET', key('job', id), 'status', 'type', 'run', 'created_at', 'finished_at')
  local status = job[1]
  if status and counts[status] then
    counts[status] = counts[status] + 1
    if status == 'succeeded' and job[2] == 'generation' and job[3] == '1' then times[#times + 1] = tonumber(job[5] or job[4]) - tonumber(job[4]) end
  end
end
table.sort(times)
local function share_of(status)
  return #looked == 0 and 0 or math.floor(counts[status] * ended / #looked + 0.5)
end

local accepted = 0
local now = { queued = 0, waiting = 0, held = 0 }
for i, tenant in ipairs(redis.call('SMEMBERS', key('tenants'))) do
  if i > TENANTS then break end
  accepted = accepted + redis.call('ZCOUNT', key('jobs', tenant), from, to)
  for status, count in pairs(now) do now[status] = count + redis.call('ZCARD', key('status', tenant, status)) end
end

local given = redis.call('MGET', key('limits', 'pending'), key('limits', 'queries'))
local found = redis.call('HMGET', key('found'), 'pending', 'queries')
local refused = redis.call('HMGET', key('refusals'), 'pending', 'queries')
local line = {
  accepted, ended, share_of('succeeded'), share_of('failed'), share_of('canceled'), share_of('expired'),
  quantile(times, 0.5), quantile(times, 0.95),
  redis.call('ZCARD', key('slots', 'pending')), tonumber(given[1] or found[1] or START_PENDING), tonumber(given[2] or found[2] or UNKNOWN),
  now.queued, now.waiting, now.held, op.oldest and math.max(0, op.now - op.oldest) or UNKNOWN,
  number(refused[1] or nil), number(refused[2] or nil),
}
for i, value in ipairs(line) do line[i] = string.format('%.10g', value) end
redis.call('HSET', day, field, table.concat(line, ' '))
if redis.call('PTTL', day) < 0 then redis.call('PEXPIRE', day, op.kept + DAY_MINUTES * MINUTE_MS) end
return { 'noted', woken }
