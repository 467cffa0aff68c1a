-- Whether a tenant may have so many more jobs open. `most`: of how many; nil where there is no limit. Chained downloads and retries are not
-- asked: they belong to what was accepted, and must not be stopped half-way.
local function has_room(tenant, more, most)
  if not most then return true end
  local open = more
  for _, status in ipairs(OPEN) do open = open + redis.call('ZCARD', key('status', tenant, status)) end
  return open <= most
end
