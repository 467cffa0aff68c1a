-- unpack_job: gives a packed job its own keys again, before a command uses it.
--   id
--   sha1         of the packed value: the caller has unpacked that
--   record       the fields of its hash
--   entries      how many its timeline has
--   ARGV[2]…     spec, result ('' without one), the entries of its timeline, and the texts of its deliveries
-- Returns {'unpacked', woken} | {'changed'}.
--   unpacked     also if it is not packed; changed: it was packed anew, read again

local head, packed = packed_head(op.id)
if not head then return { 'unpacked', woken } end
if redis.sha1hex(packed) ~= op.sha1 then return { 'changed', woken } end
packing.unpack_again(op.id, head, op.record, {
  spec = ARGV[2], result = ARGV[3], timeline = { unpack(ARGV, 4, 3 + op.entries) }, deliveries = { unpack(ARGV, 4 + op.entries) },
})
kept_lists.flush()
return { 'unpacked', woken }
