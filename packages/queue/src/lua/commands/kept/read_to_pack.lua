-- read_to_pack: the texts of jobs that can be packed, in the order of their ends.
--   before       ms: ended before this
--   most         how many jobs to look at; fewer where they have many deliveries
--   place?       {at, id}: behind this job
-- Returns {'read', woken, at, last, found…}.
--   at, last     the place of the next portion; '' where no job is left
--   found        {id, stamp, record, spec, result, timeline, deliveries}, see texts_of in packing.lua; record, timeline and deliveries as JSON,
--                deliveries without bodies

local function as_json(list)
  return #list == 0 and '[]' or cjson.encode(list)
end

local first = op.place and behind(key('ended'), op.place) or 0
local ended = redis.call('ZRANGE', key('ended'), first, first + op.most - 1, 'WITHSCORES')
local at, last, found, before = '', '', {}, nil
local left = 200 -- deliveries to look at, about
for i = 1, #ended, 2 do
  local id = ended[i]
  if tonumber(ended[i + 1]) >= op.before then
    at, last = '', ''
    break
  end
  at, last = ended[i + 1], id
  before = before or math.min(op.before, handled_before())
  local texts, deliveries = packing.texts_of(id, before)
  if texts then
    local stamp = packing.stamp_of(texts)
    found[#found + 1] = { id, stamp, as_json(texts[1]), texts[2], texts[3], as_json(texts[4]), as_json(packing.without_bodies(texts[5])) }
  end
  left = left - deliveries
  if left <= 0 then break end
end
return { 'read', woken, at, last, unpack(found) }
