-- Packed jobs: what ended a day ago is one value, packed by the caller, instead of keys of its own.
--   packed:<job>   head, line break, compressed texts: see records/packed-job.ts. The head is: version, tenant, first letter of status and of type,
--                  then created_at, finished_at, images_expire_at (ms, to the base of 36; '-' where there is none), and the place in lists
--   packed-ended   list: 16 bytes of the job's id and its finished_at as in the head, in the order of packing. The entry of a job that is unpacked
--                  stays, and is its entry again when the job is packed without having ended anew (`listed_end` of its record)
--
-- A job is packed if nothing can happen to it but what a caller asks for. Whatever needs the record of a packed job refuses with PACKED
-- (see `load` in prelude.lua) before it has written anything. The caller unpacks the job, and repeats the command.

local PACKED_AGAIN_MS = 10 * 60 * 1000 -- so long after it was unpacked a job is not packed again

-- Whether nothing is under way. `before`: ms, see handled.lua: until then all events are handled.
local function may_pack(id, record, before)
  if not FINAL[record.status] or record.intent or record.dependents or record.reserves or record.chain or record.batch_open then return false end
  if number(record.finished_at) >= before or number(record.unpacked) + PACKED_AGAIN_MS > op.now then return false end
  return redis.call('EXISTS', key('copy', id)) == 0
end

-- All texts of a job as one list: {hash, spec, result, timeline, deliveries}; nil if something is under way, see may_pack, or it cannot be packed with
-- its deliveries. And the number of deliveries that were looked at.
local function texts_of(id, before)
  local hash = redis.call('HGETALL', key('job', id))
  if #hash == 0 or not may_pack(id, as_table(hash), before) then return nil, 0 end
  local deliveries, count = deliveries_of_job(id)
  if not deliveries then return nil, count end
  local timeline = redis.call('LRANGE', key('timeline', id), 0, -1)
  return { hash, redis.call('GET', key('spec', id)) or '{}', redis.call('GET', key('result', id)) or '', timeline, deliveries }, count
end

-- Two readings of the same texts have the same stamp.
local function stamp_of(texts)
  return redis.sha1hex(cmsgpack.pack(texts))
end

-- The id of an entry of packed-ended, and the end of its job.
local function read_entry(entry)
  return read_raw_id(string.sub(entry, 1, 16)), string.sub(entry, 17)
end

-- `job`: see pack_jobs; `packed`: its texts.
local function pack(id, record, job, packed)
  local noted, unnoted = {}, owners.asset_of_result(id, record)
  if unnoted then owners.own_asset(id, record, noted, unnoted) end
  if noted.assets then return redis.call('HSET', key('job', id), 'assets', noted.assets) end -- packed the next time
  if record.charges then
    money.keep_charges(record)
    money.recount(record.tenant, record.created_at, record, nil)
  end
  if job.warn_at and not record.warned then redis.call('ZADD', key('expiring'), 'LT', job.warn_at, id) end
  local place = kept_lists.add(record.tenant, id, record.created_at, record.status, job.terms)
  redis.call('SET', key('packed', id), job.head .. ' ' .. place .. '\n' .. packed)
  local ended = string.match(job.head, '^%S+ %S+ %S+ %S+ %S+ (%S+)')
  if record.listed_end ~= ended then redis.call('RPUSH', key('packed-ended'), raw_id(id) .. ended) end
  if record.idempotency then shorten_key(id, record.idempotency) end
  redis.call('ZREM', key('jobs', record.tenant), id)
  redis.call('ZREM', key('status', record.tenant, record.status), id)
  redis.call('ZREM', key('ended'), id)
  redis.call('DEL', key('job', id), key('spec', id), key('result', id), key('timeline', id))
  forget_deliveries_of_job(id, record.tenant)
end

-- Forgets the packed form. The caller has stored, or removed, the job.
local function leave(id, head, is_unpacked)
  kept_lists.remove(head.tenant, head.place, head.status, is_unpacked)
  redis.call('DEL', key('packed', id))
end

-- `texts`: {spec, result, timeline, deliveries}.
local function unpack_again(id, head, record, texts)
  store(key('job', id), record)
  redis.call('HSET', key('job', id), 'unpacked', whole(op.now), 'listed_end', head.ended)
  redis.call('SET', key('spec', id), texts.spec)
  if texts.result ~= '' then redis.call('SET', key('result', id), texts.result) end
  if #texts.timeline > 0 then redis.call('RPUSH', key('timeline', id), unpack(texts.timeline)) end
  restore_deliveries(id, texts.deliveries)
  redis.call('ZADD', key('jobs', record.tenant), record.created_at, id)
  redis.call('ZADD', key('status', record.tenant, record.status), record.created_at, id)
  redis.call('ZADD', key('ended'), record.finished_at, id)
  if record.charges then
    money.take_back_charges(record)
    money.recount(record.tenant, record.created_at, nil, record)
  end
  leave(id, head, true)
end

-- Retention: the job goes for good. Its charges have been kept when it was packed. `deliveries`: their texts.
local function remove_packed(id, head, record, deliveries)
  record.charges = nil
  local listed = listed_of(deliveries, id)
  if #listed > 0 then redis.call('ZREM', key('tenant-deliveries', record.tenant), unpack(listed)) end
  remove(id, record, true)
  leave(id, head)
end
