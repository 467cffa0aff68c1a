-- Reading a sorted set on from a place, {at, id}: also when what stood there has left it.

-- Compares bytes, as Redis orders members of one score; Lua's own `<` uses the server's locale.
local function is_less(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- The rank of the first entry behind a place. Entries of the same score may be read again if the entry itself has left.
local function behind(index, place)
  local rank = redis.call('ZRANK', index, place.id)
  if rank and tonumber(redis.call('ZSCORE', index, place.id)) == tonumber(place.at) then return rank + 1 end
  return redis.call('ZCOUNT', index, '-inf', '(' .. place.at)
end
