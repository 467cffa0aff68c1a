-- tend_sources: looks at sources with dependents that are due: those of an ended source go on, or end with it.
--   most         how many dependents at the most
-- Returns {'tended', woken, more}.
--   more         '1' if there is more to do at once

local SOURCES = 100

local left = op.most
local ids = redis.call('ZRANGEBYSCORE', key('sources'), '-inf', op.now, 'LIMIT', 0, SOURCES)
for _, id in ipairs(ids) do
  if left <= 0 then break end
  left = left - sources.release_dependents(id, left, write)
end
return { 'tended', woken, (left <= 0 or #ids == SOURCES) and '1' or '0' }
