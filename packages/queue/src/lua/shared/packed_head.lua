-- The head of a packed job, see packing.lua: what commands need to know of it without unpacking it.

local STATUS_OF_LETTER = { s = 'succeeded', f = 'failed', c = 'canceled', e = 'expired' }

-- The head as a table, and the whole value; nil if the job is not packed. `ended` is finished_at as it is written there.
local function packed_head(id)
  local value = redis.call('GET', key('packed', id))
  if not value then return nil end
  local words = {}
  for word in string.gmatch(string.match(value, '^[^\n]*'), '%S+') do words[#words + 1] = word end
  return {
    tenant = words[2], status = STATUS_OF_LETTER[words[3]], ended = words[6],
    images_expire_at = words[7] ~= '-' and tonumber(words[7], 36) or nil, place = words[8],
  }, value
end
