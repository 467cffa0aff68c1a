-- The downloads of a generation in its own record: those that it started, and those requested by hand later.

local MOST_DOWNLOADS = 100 -- `GET /v1/jobs?parent_id=` has them all
local BYTES_OF_AN_ID = 39 -- with quotes and comma

-- Joins both lists of ids (JSON texts), each id once, the older ones first.
local function join_downloads(known, more)
  local ids, seen = {}, {}
  for _, list in ipairs({ known, more }) do
    for _, id in ipairs(cjson.decode(list)) do
      if not seen[id] and #ids < MOST_DOWNLOADS then ids[#ids + 1] = id end
      seen[id] = true
    end
  end
  return cjson.encode(ids)
end

-- Adds a download requested by hand to its generation, if that still exists. Nothing else about the generation changes.
local function note_download(id, fields)
  if fields.type ~= 'download' or not fields.parent_id then return end
  local parent = key('job', fields.parent_id)
  if redis.call('EXISTS', parent) == 0 then return end
  if redis.call('HSTRLEN', parent, 'downloads') > MOST_DOWNLOADS * BYTES_OF_AN_ID then return end -- full: a batch may ask a thousand times
  redis.call('HSET', parent, 'downloads', join_downloads(redis.call('HGET', parent, 'downloads') or '[]', '["' .. id .. '"]'))
end
