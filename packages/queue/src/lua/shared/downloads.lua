-- The downloads of a generation, as its own record names them: those that it started, and those asked for by hand since.

local MOST_DOWNLOADS = 100 -- `GET /v1/jobs?parent_id=` has them all
local BYTES_OF_AN_ID = 39 -- with quotes and comma

-- The ids of both lists (JSON texts), each once, the older ones first.
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

-- A download was asked for by hand: its generation names it, if it is still there. Nothing else about the generation changes.
local function note_download(id, fields)
  if fields.type ~= 'download' or not fields.parent_id then return end
  local parent = key('job', fields.parent_id)
  if redis.call('EXISTS', parent) == 0 then return end
  if redis.call('HSTRLEN', parent, 'downloads') > MOST_DOWNLOADS * BYTES_OF_AN_ID then return end -- full: a batch may ask a thousand times
  redis.call('HSET', parent, 'downloads', join_downloads(redis.call('HGET', parent, 'downloads') or '[]', '["' .. id .. '"]'))
end
