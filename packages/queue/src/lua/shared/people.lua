-- People of the dashboard, and their logins. `person-of` has who owns each value of the fields that belong to one person only.

local OF_ONE_PERSON = { 'name', 'email', 'subject', 'setup' }

-- The first of these fields with a value that another person has, or nil.
local function person_taken(id, fields)
  for _, field in ipairs(OF_ONE_PERSON) do
    local value = fields[field]
    local owner = value and value ~= '' and redis.call('HGET', key('person-of'), field .. ':' .. value)
    if owner and owner ~= id then return field end
  end
end

-- Writes fields of a person; the empty text removes one.
local function write_person(id, fields)
  local record = key('person', id)
  for _, field in ipairs(OF_ONE_PERSON) do
    local before = fields[field] and redis.call('HGET', record, field)
    if before then redis.call('HDEL', key('person-of'), field .. ':' .. before) end
    if fields[field] and fields[field] ~= '' then redis.call('HSET', key('person-of'), field .. ':' .. fields[field], id) end
  end
  for field, value in pairs(fields) do
    if value == '' then redis.call('HDEL', record, field) else redis.call('HSET', record, field, value) end
  end
end

-- Ends sessions of a person. `only`: the beginning of the one that ends; `keep`: one that does not.
local function end_sessions(person, only, keep)
  local all = key('sessions', person)
  local ended = 0
  for _, digest in ipairs(redis.call('ZRANGE', all, 0, -1)) do
    if digest ~= keep and (not only or string.sub(digest, 1, #only) == only) then
      ended = ended + redis.call('DEL', key('session', digest))
      redis.call('ZREM', all, digest)
    end
  end
  return ended
end
