-- The audit: who did what. Only appended, and trimmed by `trim_audit`. A command that acts for a person or a key takes
--   audit        optional {once, tenant, actor, actor_id, actor_name, action, target, target_id, ip, request_id, note, changes}; made by audit/author.ts.
--                once: optional, unique for the action, if the command cannot recognize its own repetition
--                tenant: '' if it concerns none; absent if the command reads it
-- and calls `note_audit(op.audit)` in the step that takes effect: not when it refuses, and not when it comes again.

-- Every entry has the same fields in the same order: Redis then stores the names only once for many.
local AUDIT_FIELDS = { 'actor', 'actor_id', 'actor_name', 'action', 'target', 'target_id', 'ip', 'request_id', 'note', 'changes' }
local AUDIT_ONCE_MS = 86400 * 1000

-- `known`: optional {tenant, changes}, what only the command has; changes as JSON.
local function note_audit(entry, known)
  if not entry then return end
  if entry.once and not redis.call('SET', key('audit-once', entry.once), '1', 'NX', 'PX', AUDIT_ONCE_MS) then return end
  known = known or {}
  local tenant = known.tenant or entry.tenant
  local flat = {}
  for i, field in ipairs(AUDIT_FIELDS) do
    flat[2 * i - 1] = field
    flat[2 * i] = known[field] or entry[field]
  end
  -- The order of all tenants' entries; it gives the id.
  local id = redis.call('XADD', key('audit-log'), '*', 'tenant', tenant)
  redis.call('XADD', key('audit', tenant), id, unpack(flat))
end
