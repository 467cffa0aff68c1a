-- pack_jobs: packs ended jobs that are still as read_to_pack read them. The others stay as they are.
--   jobs         {id, stamp, head, terms, warn_at?}: terms by which lists find it, see kept_lists.lua; warn_at (ms): when to look whether a download is
--                archived
--   ARGV[2]…     the compressed texts of each
-- Returns {'packed', woken}.

for n, job in ipairs(op.jobs) do
  local texts = packing.texts_of(job.id, math.huge)
  if texts and packing.stamp_of(texts) == job.stamp then packing.pack(job.id, as_table(texts[1]), job, ARGV[n + 1]) end
end
kept_lists.flush()
return { 'packed', woken }
