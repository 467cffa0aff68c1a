-- How the index of packed jobs is encoded, see kept_lists.lua. TypeScript reads it in kept/postings.ts.
--   cells      values of one width, one a slot: 6 bytes of a creation time (0: the slot is empty), 16 of an id
--   a facet    'a' and its slots, 2 bytes each; or 'b' and a bit a slot, where that is shorter
--   a bucket   3 bytes: how long its compact part is; then entries: length, rest of the term, number of slots (at most 255), slots

local MOST_IN_ENTRY = 255

local function encode_slots(slots)
  local encoded = {}
  for i, slot in ipairs(slots) do encoded[i] = struct.pack('>I2', slot) end
  return table.concat(encoded)
end

-- `cells`: {place, bytes}, in the order of their places.
local function patch(old, cells, width)
  local length = (cells[#cells][1] + 1) * width
  if #old < length then old = old .. string.rep('\0', length - #old) end
  local parts, from = {}, 1
  for _, cell in ipairs(cells) do
    parts[#parts + 1] = string.sub(old, from, cell[1] * width)
    parts[#parts + 1] = cell[2]
    from = (cell[1] + 1) * width + 1
  end
  parts[#parts + 1] = string.sub(old, from)
  return table.concat(parts)
end

local function set_bits(bits, slots)
  local length = math.floor(slots[#slots] / 8) + 1
  if #bits < length then bits = bits .. string.rep('\0', length - #bits) end
  local parts, from, i = {}, 1, 1
  while slots[i] do
    local place = math.floor(slots[i] / 8)
    local byte = string.byte(bits, place + 1)
    while slots[i] and math.floor(slots[i] / 8) == place do
      byte = bit.bor(byte, bit.lshift(1, slots[i] % 8))
      i = i + 1
    end
    parts[#parts + 1] = string.sub(bits, from, place)
    parts[#parts + 1] = string.char(byte)
    from = place + 2
  end
  parts[#parts + 1] = string.sub(bits, from)
  return table.concat(parts)
end

-- `slots`: ascending, behind those that are in it. `all`: how many slots the block has.
local function add_to_facet(facet, slots, all)
  facet = facet or 'a'
  if string.byte(facet) == 98 then return 'b' .. set_bits(string.sub(facet, 2), slots) end
  local listed = facet .. encode_slots(slots)
  if #listed <= 64 or #listed <= all / 8 then return listed end
  local every = {}
  for at = 2, #listed, 2 do every[#every + 1] = struct.unpack('>I2', listed, at) end
  return 'b' .. set_bits('', every)
end

local function encode_entries(rest, slots)
  local parts = {}
  for from = 1, #slots, 2 * MOST_IN_ENTRY do
    local some = string.sub(slots, from, from + 2 * MOST_IN_ENTRY - 1)
    parts[#parts + 1] = string.char(#rest) .. rest .. string.char(#some / 2) .. some
  end
  return table.concat(parts)
end

-- One entry for each term, or few.
local function compact(entries)
  local rests, slots, at = {}, {}, 1
  while at <= #entries do
    local length = string.byte(entries, at)
    local rest = string.sub(entries, at + 1, at + length)
    local from = at + length + 2
    at = from + 2 * string.byte(entries, from - 1)
    local some = string.sub(entries, from, at - 1)
    if not slots[rest] then
      rests[#rests + 1] = rest
      slots[rest] = {}
    end
    slots[rest][#slots[rest] + 1] = some
  end
  for i, rest in ipairs(rests) do rests[i] = encode_entries(rest, table.concat(slots[rest])) end
  return table.concat(rests)
end

-- `terms`: rest → slots.
local function add_to_bucket(bucket, terms)
  local done = bucket and struct.unpack('>I3', bucket) or 0
  local parts = { bucket and string.sub(bucket, 4) or '' }
  for rest, slots in pairs(terms) do parts[#parts + 1] = encode_entries(rest, encode_slots(slots)) end
  local entries = table.concat(parts)
  if #entries > 512 + done * 2 then
    entries = compact(entries)
    done = #entries
  end
  return struct.pack('>I3', done) .. entries
end
