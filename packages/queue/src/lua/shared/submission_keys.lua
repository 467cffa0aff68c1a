-- The job that was submitted under an idempotency key: `key:<first letters>` has the first letters of the body's fingerprint and the 16 bytes of the
-- job's id. In format 1, `idempotency:<key>` has the fingerprint and the id, and becomes the other when the job is packed.

local function read_raw_id(raw)
  return 'job_' .. string.gsub(raw, '.', function(byte) return string.format('%02x', string.byte(byte)) end)
end

local function short_key(submission)
  return key('key', string.sub(submission, 1, SHORT_KEY_LETTERS))
end

-- The job under a key, and whether it was submitted with a body of this fingerprint.
local function submitted_under(submission, fingerprint)
  local found = redis.call('MGET', key('idempotency', submission), short_key(submission))
  local stored, short = found[1], found[2]
  if stored then
    local known, id = string.match(stored, '^(%S+) (%S+)$')
    return id, known == fingerprint
  end
  if not short then return nil end
  local known = string.sub(short, 1, SHORT_FINGERPRINT_LETTERS)
  return read_raw_id(string.sub(short, SHORT_FINGERPRINT_LETTERS + 1)), known == string.sub(fingerprint, 1, SHORT_FINGERPRINT_LETTERS)
end

-- What the record of a job has of its key.
local function listed_key(submission)
  return written_format < 2 and submission or string.sub(submission, 1, SHORT_KEY_LETTERS)
end

local function note_submission(submission, fingerprint, id)
  if written_format < 2 then
    redis.call('SET', key('idempotency', submission), fingerprint .. ' ' .. id)
  else
    redis.call('SET', short_key(submission), string.sub(fingerprint, 1, SHORT_FINGERPRINT_LETTERS) .. raw_id(id))
  end
end

local function shorten_key(id, submission)
  local stored = redis.call('GET', key('idempotency', submission))
  local fingerprint, owner = string.match(stored or '', '^(%S+) (%S+)$')
  if owner ~= id then return end
  redis.call('SET', short_key(submission), string.sub(fingerprint, 1, SHORT_FINGERPRINT_LETTERS) .. raw_id(id))
  redis.call('DEL', key('idempotency', submission))
end

local function forget_key(submission)
  redis.call('DEL', key('idempotency', submission), short_key(submission))
end
