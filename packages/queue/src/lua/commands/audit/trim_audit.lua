-- trim_audit: removes entries of the audit that are older than it is kept.
--   most         how many at the most
-- Returns {'trimmed', woken, count}.

local before = redis_now() - AUDIT_KEPT_MS
local old = redis.call('XRANGE', key('audit-log'), '-', whole(before - 1), 'COUNT', op.most)
if #old == 0 then return { 'trimmed', woken, '0' } end

local ms, n = string.match(old[#old][1], '^(%d+)-(%d+)$')
local from = ms .. '-' .. whole(tonumber(n) + 1)
local tenants = {}
for _, entry in ipairs(old) do tenants[entry[2][2]] = true end
for tenant in pairs(tenants) do
  local entries = key('audit', tenant)
  redis.call('XTRIM', entries, 'MINID', from)
  if redis.call('XLEN', entries) == 0 then redis.call('DEL', entries) end
end
redis.call('XTRIM', key('audit-log'), 'MINID', from)
return { 'trimmed', woken, whole(#old) }
