-- Lists of packed jobs. They have left `jobs:<tenant>` and `status:<tenant>:<status>`, and take a few bytes here instead.
--
-- A tenant's packed jobs stand in blocks. A block begins at an instant, and has those jobs created from then on that no later block has. A new block begins
-- when the newest is full. `kept-blocks:<tenant>`: block → first instant, creation of its newest job, slots, living slots.
-- `kept-block:<tenant>:<block>` has, by chunks of slots, the creation times ('c<chunk>') and ids ('i<chunk>') of its jobs, and an index: in which slots a term is.
-- Terms (kept/terms.ts) give candidates: records are checked after loading, so an index may go on naming a slot that is empty now.
--   =…     a facet of many jobs: a field of its own
--   +…     a word of a prompt: one field for all that begin with the same two bytes
--   ~…, ^… digests, of metadata and ids: one field for all with the same first character
-- A command collects what it adds and removes, and writes it once by `flush`.

local TIMES_IN_CHUNK, IDS_IN_CHUNK = 512, 128
local MOST_SLOTS = 65000 -- a slot is two bytes
-- A tenant's first blocks are small, later ones larger.
local FIRST_FULL, MOST_FULL = 256, 16384
local FIELDS_AT_ONCE = 1000
local NO_TIME = '\0\0\0\0\0\0' -- Redis 7.0 has no `string` yet while it loads a library

local opened -- tenant → {blocks (oldest first), by_number, changed, counts}
at_each_call(function() opened = {} end)

local function is_before(a, b)
  return a.start < b.start or (a.start == b.start and a.number < b.number)
end

local function open_lists(tenant)
  if opened[tenant] then return opened[tenant] end
  local lists = { blocks = {}, by_number = {}, changed = {}, counts = {} }
  local flat = redis.call('HGETALL', key('kept-blocks', tenant))
  for i = 1, #flat, 2 do
    local start, last, slots, living = string.match(flat[i + 1], '^(%d+) (%d+) (%d+) (%d+)$')
    local block = { number = tonumber(flat[i]), start = tonumber(start), last = tonumber(last), slots = tonumber(slots), living = tonumber(living) }
    lists.blocks[#lists.blocks + 1] = block
    lists.by_number[block.number] = block
  end
  table.sort(lists.blocks, is_before)
  opened[tenant] = lists
  return lists
end

local function begin_block(tenant, lists, start)
  local number = redis.call('HINCRBY', key('kept-counts', tenant), 'blocks', 1)
  local block = { number = number, start = start, last = start, slots = 0, living = 0 }
  lists.blocks[#lists.blocks + 1] = block
  lists.by_number[number] = block
  table.sort(lists.blocks, is_before)
  return block
end

-- The block for a job created then.
local function block_for(tenant, lists, created_at)
  local blocks = lists.blocks
  local at = #blocks
  while at > 0 and blocks[at].start > created_at do at = at - 1 end
  local block = blocks[at]
  if not block then return begin_block(tenant, lists, 0) end
  local full = math.min(MOST_FULL, FIRST_FULL * 2 ^ math.min(at - 1, 20))
  local is_full = at == #blocks and block.slots >= full and created_at > block.last
  if is_full then return begin_block(tenant, lists, created_at) end
  if block.slots >= MOST_SLOTS then return begin_block(tenant, lists, block.start) end
  return block
end

local function change_of(lists, block)
  local change = lists.changed[block.number]
  if not change then
    change = { created = {}, ids = {}, facets = {}, buckets = {} }
    lists.changed[block.number] = change
  end
  return change
end

local function count(lists, name, jobs)
  lists.counts[name] = (lists.counts[name] or 0) + jobs
end

local function add_term(change, term, slot)
  local index, name, rest = change.facets, term, nil
  if string.byte(term) ~= 61 then
    local length = string.byte(term) == 43 and 3 or 2
    index = change.buckets[string.sub(term, 1, length)] or {}
    change.buckets[string.sub(term, 1, length)] = index
    name = string.sub(term, length + 1)
  end
  local slots = index[name] or {}
  index[name] = slots
  slots[#slots + 1] = slot
end

-- Lists a packed job. `terms`: separated by spaces, each once. Returns its place, for `remove`. The job must not be listed.
local function add(tenant, id, created_at, status, terms)
  local lists = open_lists(tenant)
  local at = tonumber(created_at)
  local block = block_for(tenant, lists, at)
  local slot = block.slots
  block.slots = slot + 1
  block.living = block.living + 1
  block.last = math.max(block.last, at)
  local change = change_of(lists, block)
  change.created[slot] = at
  change.ids[slot] = id
  for term in string.gmatch(terms, '%S+') do add_term(change, term, slot) end
  count(lists, status, 1)
  return whole(block.number) .. '.' .. whole(slot)
end

-- Takes a job out of the lists. `place`: as `add` returned it. `is_unpacked`: it is in the lists of other jobs again.
local function remove(tenant, place, status, is_unpacked)
  local lists = open_lists(tenant)
  local number, slot = string.match(place, '^(%d+)%.(%d+)$')
  local block = lists.by_number[tonumber(number)]
  if is_unpacked then count(lists, 'unpacked', 1) end
  if not block then return end
  block.living = block.living - 1
  change_of(lists, block).created[tonumber(slot)] = 0
  count(lists, status, -1)
end

-- place in the chunk → cell, by chunk, as `patch` takes them.
local function by_chunk(cells, size, encode)
  local chunks, slots = {}, {}
  for slot in pairs(cells) do slots[#slots + 1] = slot end
  table.sort(slots)
  for _, slot in ipairs(slots) do
    local chunk = math.floor(slot / size)
    chunks[chunk] = chunks[chunk] or {}
    chunks[chunk][#chunks[chunk] + 1] = { slot % size, encode(cells[slot]) }
  end
  return chunks
end

local function encode_time(at)
  return at == 0 and NO_TIME or struct.pack('>I6', at)
end

-- Field → its new text from the old one (nil if there was none).
local function edits_of(block, change)
  local edits = {}
  for chunk, cells in pairs(by_chunk(change.created, TIMES_IN_CHUNK, encode_time)) do
    edits['c' .. whole(chunk)] = function(old) return patch(old or '', cells, 6) end
  end
  for chunk, cells in pairs(by_chunk(change.ids, IDS_IN_CHUNK, raw_id)) do
    edits['i' .. whole(chunk)] = function(old) return patch(old or '', cells, 16) end
  end
  for facet, slots in pairs(change.facets) do
    edits[facet] = function(old) return add_to_facet(old, slots, block.slots) end
  end
  for bucket, terms in pairs(change.buckets) do
    edits[bucket] = function(old) return add_to_bucket(old, terms) end
  end
  return edits
end

-- Adds the names of a chunk without jobs, and of its ids.
local function add_chunk(fields, times)
  fields[#fields + 1] = times
  local chunks = TIMES_IN_CHUNK / IDS_IN_CHUNK
  local first = string.sub(times, 2) * chunks
  for chunk = first, first + chunks - 1 do fields[#fields + 1] = 'i' .. whole(chunk) end
end

local function apply(hash, edits)
  local names = {}
  for name in pairs(edits) do names[#names + 1] = name end
  for from = 1, #names, FIELDS_AT_ONCE do
    local to = math.min(from + FIELDS_AT_ONCE - 1, #names)
    local old, fields, empty = redis.call('HMGET', hash, unpack(names, from, to)), {}, {}
    for i = from, to do
      local text = edits[names[i]](old[i - from + 1] or nil)
      if string.byte(names[i]) == 99 and not string.find(text, '%Z') then
        add_chunk(empty, names[i])
      else
        fields[#fields + 1] = names[i]
        fields[#fields + 1] = text
      end
    end
    if #fields > 0 then redis.call('HSET', hash, unpack(fields)) end
    if #empty > 0 then redis.call('HDEL', hash, unpack(empty)) end
  end
end

-- Writes what was added and removed.
local function flush()
  for tenant, lists in pairs(opened) do
    for number, change in pairs(lists.changed) do
      local block = lists.by_number[number]
      local name, hash = whole(number), key('kept-block', tenant, whole(number))
      if block.living > 0 then
        apply(hash, edits_of(block, change))
        local head = whole(block.start) .. ' ' .. whole(block.last) .. ' ' .. whole(block.slots) .. ' ' .. whole(block.living)
        redis.call('HSET', key('kept-blocks', tenant), name, head)
      else
        redis.call('UNLINK', hash)
        redis.call('HDEL', key('kept-blocks', tenant), name)
      end
    end
    for counted, jobs in pairs(lists.counts) do redis.call('HINCRBY', key('kept-counts', tenant), counted, jobs) end
  end
  opened = {}
end
