-- The job that was submitted under an idempotency key: `idempotency:<key>` has the fingerprint of the body and the job's id. When the job is packed, the
-- key becomes `key:<first letters>` with the first letters of the fingerprint and the 16 bytes of the id, and stays so.

local function read_raw_id(raw)
  return 'job_' .. string.gsub(raw, '.', function(byte) return string.format('%02x', string.byte(byte)) end)
end

local function short_key(submission)
  return key('key', string.sub(submission, 1, SHORT_KEY_LETTERS))
end

-- The job under a key, and whether it was submitted with a body of this fingerprint.
local function submitted_under(submission, fingerprint)
  local stored = redis.call('GET', key('idempotency', submission))
  if stored then
    local known, id = string.match(stored, '^(%S+) (%S+)$')
    return id, known == fingerprint
  end
  local short = redis.call('GET', short_key(submission))
  if not short then return nil end
  local known = string.sub(short, 1, SHORT_FINGERPRINT_LETTERS)
  return read_raw_id(string.sub(short, SHORT_FINGERPRINT_LETTERS + 1)), known == string.sub(fingerprint, 1, SHORT_FINGERPRINT_LETTERS)
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
