-- The event log. Every event is an entry of the global log and of its tenant's feed.

-- The fields of a job in events: its state, but not internal progress. `spec` and `result` never change, so they are read beside
-- the event and not stored with each. Every event has the same fields in the same order, including empty ones: Redis then stores
-- the names once for many entries.
local JOB_EVENT_FIELDS = {
  'type', 'tenant', 'status', 'reason', 'run', 'seq', 'attempts', 'refusals', 'lost_calls', 'polls', 'last_status', 'getty_id', 'accepted_at',
  'billing', 'because', 'calls', 'cancel', 'deadline_at', 'error', 'downloads', 'parent_id', 'batch_id',
  'created_at', 'submitted_at', 'updated_at', 'finished_at', 'images_expire_at', 'resume_at', 'submitted_by', 'archive',
}

-- By then the sweep has cut the feed of a tenant that has gone quiet: to let go of a large one takes long. The time is read with each event and written
-- once a day at the most, since a write costs several times as much.
local FEED_GONE_MS = 7 * 86400 * 1000
local FEED_RENEWED_MS = 6 * 86400 * 1000

-- Both have the same entry under the same id. Returns the event's id.
local function append_entry(tenant, entry, event)
  entry[#entry + 1] = 'event'
  entry[#entry + 1] = event
  local event_id = redis.call('XADD', key('events'), '*', unpack(entry))
  local feed = key('feed', tenant)
  redis.call('XADD', feed, 'MINID', '~', whole(op.now - FEED_KEPT_MS), event_id, unpack(entry))
  if redis.call('PTTL', feed) < FEED_RENEWED_MS then redis.call('PEXPIRE', feed, FEED_GONE_MS) end
  return event_id
end

-- A packed job: its letter for each field that is not usual, see EVENT_FIELDS, with SEPARATOR between. The first part is the version, and when the job was
-- written (ms). The event implies type and status: `generation.succeeded`. records/packed-event.ts reads it.
local SEPARATOR = '\31'
local ESCAPED = { ['\30'] = '\30a', ['\31'] = '\30b' }

-- A field that may not be usual; nil if it is.
local function pack_field(field, letter, value, usual, written)
  if type(value) == 'number' then value = whole(value) end
  if value == '' then value = nil end
  if value == usual then return nil end
  local later = EVENT_TIMES[field]
  local ms = value and later and tonumber(value)
  if ms and value == whole(ms) then
    local since = ms - written - later
    return since == 0 and letter or letter .. whole(since)
  end
  local text = value or ''
  if string.find(text, '[\30\31]') then text = string.gsub(text, '[\30\31]', ESCAPED) end
  return letter .. (later and '=' or '') .. text
end

local function pack_job(record, event)
  local written = tonumber(record.updated_at or record.created_at)
  local written_text = whole(written)
  local kind, ends = string.match(event, '^(%a+)%.(%a+)$')
  local parts = { '1' .. written_text }
  for i = 1, #EVENT_FIELDS do
    local field = EVENT_FIELDS[i][1]
    local value, usual = record[field], EVENT_USUAL[field]
    if field == 'type' then usual = kind elseif field == 'status' then usual = ends elseif field == 'updated_at' then usual = written_text end
    -- Most fields end here: they have no value, or their usual one.
    if value ~= usual then parts[#parts + 1] = pack_field(field, EVENT_FIELDS[i][2], value, usual, written) end
  end
  return table.concat(parts, SEPARATOR)
end

-- When the job of an event was written (ms, by its worker's clock), else when the event was appended. `entry`: as XRANGE gives it.
local function event_written_at(entry)
  local fields = as_table(entry[2])
  return tonumber(fields.updated_at or fields.p and string.match(fields.p, '^1(%d+)') or string.match(entry[1], '^%d+'))
end

local function append_event(id, record, event)
  if written_format >= 2 then
    append_entry(record.tenant, { 'id', id, 'tenant', record.tenant, 'p', pack_job(record, event) }, event)
    return
  end
  local entry = { 'id', id }
  for _, field in ipairs(JOB_EVENT_FIELDS) do
    entry[#entry + 1] = field
    entry[#entry + 1] = record[field] or ''
  end
  append_entry(record.tenant, entry, event)
end

-- Appends an event about something other than a job: the fields of its hash named in `names` that have a value. Returns the event's id.
local function append_snapshot(about, id, names, event)
  local hash = key(about, id)
  local entry = { 'about', about, 'id', id }
  for i, value in ipairs(redis.call('HMGET', hash, unpack(names))) do
    if value then
      entry[#entry + 1] = names[i]
      entry[#entry + 1] = value
    end
  end
  return append_entry(redis.call('HGET', hash, 'tenant'), entry, event)
end
