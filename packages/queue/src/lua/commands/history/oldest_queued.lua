-- oldest_queued: since when the oldest queued job waits, a portion of them at a time. Reads only.
--   tenants      their jobs are looked at, in this order
--   from         how many jobs of the first of them were looked at before
--   oldest?      ms: since when the oldest job waits that was found before
--   most         how many jobs are looked at
-- Returns {'looked', woken, oldest, done, from}.
--   oldest       ms since 1970: when the oldest queued job was accepted, or began its run; '' if none was found. One that waits for its own time, for a
--                budget or for its source is passed over
--   done, from   how many tenants are done, and how many jobs of the next one were looked at

local AT_ONCE = 100 -- jobs of a tenant, read together
local PASSED_OVER = { scheduled = true, budget = true, source = true }

local left = op.most
local oldest = op.oldest

-- The instant from which a queued job counts, or nil if it is passed over.
local function queued_since(id, created_at)
  local job = redis.call('HMGET', key('job', id), 'reason', 'run', 'updated_at')
  if PASSED_OVER[job[1]] then return nil end
  if job[2] == '1' then return created_at end
  return math.max(created_at, number(job[3] or nil))
end

-- How many jobs of the tenant were looked at, or nil when it is done: those that follow are younger than the oldest.
local function look_from(tenant, from)
  while left > 0 do
    local found = redis.call('ZRANGE', key('status', tenant, 'queued'), from, from == 0 and 0 or from + math.min(AT_ONCE, left) - 1, 'WITHSCORES')
    if #found == 0 then return nil end
    for i = 1, #found, 2 do
      local created_at = tonumber(found[i + 1])
      if oldest and created_at >= oldest then return nil end
      left = left - 1
      local since = queued_since(found[i], created_at)
      if since and since < (oldest or math.huge) then oldest = since end
    end
    from = from + #found / 2
  end
  return from
end

local from = op.from
for i, tenant in ipairs(op.tenants) do
  local reached = look_from(tenant, from)
  if reached then return { 'looked', woken, oldest and whole(oldest) or '', whole(i - 1), whole(reached) } end
  from = 0
end
return { 'looked', woken, oldest and whole(oldest) or '', whole(#op.tenants), '0' }
