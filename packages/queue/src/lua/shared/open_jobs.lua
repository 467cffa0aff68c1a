-- How many jobs a tenant has open.
local function count_open(tenant)
  local open = 0
  for _, status in ipairs(OPEN) do open = open + redis.call('ZCARD', key('status', tenant, status)) end
  return open
end

-- Whether a tenant may have so many more jobs open. `most`: of how many; nil where there is no limit. Chained downloads and retries are not
-- asked: they belong to what was accepted, and must not be stopped half-way.
local function has_room(tenant, more, most)
  return not most or count_open(tenant) + more <= most
end
