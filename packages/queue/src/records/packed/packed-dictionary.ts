import { Buffer } from 'node:buffer';

/**
 * Texts that most jobs have in common, for compression: what stands at the end costs least to refer to. Packed jobs can be read only with the very same
 * text: it never changes. Another one would be another version of the packed form.
 */
const COMMON = [
  // Words of prompts.
  'abstract aerial ancient architecture autumn background beach beautiful black blue bright building business calm camera child cinematic city clean ',
  'close-up cloud coffee cold color colorful composition concept couple dark detailed diverse dramatic early elegant evening family field film flower food ',
  'forest friends fresh garden glass golden green group happy high holding home house illustration indoor inside isolated kitchen lake landscape light ',
  'living looking man minimal minimalist misty modern morning mountain natural nature night office old open outdoor outside over painting people person ',
  'photo photograph photorealistic picture portrait product professional rain realistic red river road room rustic sea seen sitting sky small smiling snow ',
  'soft spring standing storm street studio style summer sun sunlight sunny sunset surrounded table team texture through traditional tree under urban ',
  'view vintage vibrant walking wall warm water white wide window winter woman wooden working yellow young with a from the of the in the on a and at by for ',
  // Requests.
  '"aspect_ratio":"1:1","aspect_ratio":"4:3","aspect_ratio":"3:4","aspect_ratio":"9:16","aspect_ratio":"16:9","media_type":"illustration","media_type":"photography",',
  '"mood":"black_and_white","mood":"bold","mood":"cool","mood":"dramatic","mood":"natural","mood":"vivid","mood":"warm","negative_prompt":"","seed":',
  '"product_id":,"project_code":"","notes":"","on_unknown":"retry","priority":,"deadline":"2026-","run_at":"2026-","download":{"images":"all","size_name":"4k"},',
  '{"request":{"generation_request_id":"","index":0,"size_name":"2k"{"request":{"operation":"refine","source":{"job_id":"job_","index":0},"mask":{"upload_id":"upl_"',
  '"operation":"variation","operation":"extend","operation":"object_removal","operation":"background_removal","operation":"background_replacement",',
  '"left_percentage":0,"right_percentage":0,"top_percentage":0,"bottom_percentage":0,',
  // Errors, bills, and fields that few jobs have.
  '"error","{\\"code\\":\\"deadline_passed\\",\\"message\\":\\"","code\\":\\"getty_rejected\\",\\"getty\\":{\\"status\\":400,\\"code\\":null,\\"detail\\":null}}","calls","',
  '"status","failed","status","canceled","status","expired","billing","not_charged","billing","may_be_charged","because","download_completed","because","found_in_history",',
  '"because","refused","because","nothing_sent","parent_id","job_0","batch_id","batch_0","source_job","job_0","source_id","","past_ids","","assets","","downloads","[\\"job_0',
  '"charges","1:1:","refusals","1","lost_calls","1","price","","chain_price","","project","","archive","{\\"state\\":\\"done\\",\\"bytes\\":,\\"sha256\\":\\"","warned","1","polled_at","17',
  '"{\\"at\\":\\"2026-\\",\\"event\\":\\"polled\\",\\"count\\":2,\\"last_at\\":\\"2026-","{\\"at\\":\\"2026-\\",\\"event\\":\\"waiting_for_slot\\"}","{\\"at\\":\\"2026-\\",\\"event\\":\\"retried\\"}",',
  '"{\\"at\\":\\"2026-\\",\\"event\\":\\"failed\\"}","{\\"at\\":\\"2026-\\",\\"event\\":\\"canceled\\"}","{\\"at\\":\\"2026-\\",\\"event\\":\\"expired\\"}",\\"call\\":\\"download\\"}",',
  // A generation with all that is usual: record, request, result, timeline, deliveries.
  '[["type","generation","tenant","acme","run","1","seq","4","fence","2","deadline_at","179","idempotency","","submitted_by","key_","status","succeeded",',
  '"created_at","179","because","getty_accepted","billing","charged","updated_at","179","submitted_at","179","attempts","1","last_status","200","accepted_at","179",',
  '"last_intent","1.1","getty_id","","polls","1","images_expire_at","181","finished_at","179"],',
  '"{\\"request\\":{\\"prompt\\":\\"A \\",\\"aspect_ratio\\":\\"16:9\\",\\"media_type\\":\\"photography\\",\\"mood\\":\\"warm\\",\\"project_code\\":\\"\\",\\"webhook\\":{\\"url\\":\\"https://\\"},\\"metadata\\":{\\"order_id\\":\\"10',
  '","{\\"generation_request_id\\":\\"\\",\\"seed\\":,\\"images\\":[{\\"index\\":0,\\"is_blocked\\":false,\\"preview_urls\\":[],\\"url\\":null},{\\"index\\":1,\\"is_blocked\\":false,\\"preview_urls\\":[],\\"url\\":null},',
  '{\\"index\\":2,\\"is_blocked\\":false,\\"preview_urls\\":[],\\"url\\":null},{\\"index\\":3,\\"is_blocked\\":false,\\"preview_urls\\":[],\\"url\\":null}],\\"url_expires_at\\":\\"2026-11-2T:.Z\\"}",',
  '["{\\"at\\":\\"2026-11-2T0:.Z\\",\\"event\\":\\"submitting\\",\\"call\\":\\"generate\\"}",',
  '"{\\"at\\":\\"2026-11-2T0:.Z\\",\\"event\\":\\"accepted_by_getty\\",\\"generation_request_id\\":\\"\\",\\"because\\":\\"getty_accepted\\"}",',
  '"{\\"at\\":\\"2026-11-2T0:.Z\\",\\"event\\":\\"succeeded\\",\\"images\\":4,\\"blocked\\":0,\\"downloads\\":0}",',
  '"{\\"at\\":\\"2026-11-2T0:.Z\\",\\"event\\":\\"webhook\\",\\"attempt\\":1,\\"status\\":200,\\"duration_ms\\":,\\"delivery_id\\":\\"dlv_179_0_job\\"}"],',
  '["179-0","generation.waiting job ~ acme","{\\"type\\":\\"generation.waiting\\",\\"timestamp\\":\\"2026-","179-0","generation.succeeded job ~ acme","=","1","job",',
  '"delivered 1 0 - 179 179 - 1:200:3: https://hooks.","0"]]',
].join('');

/** At most the 32 KB that deflate looks back. */
export const PACKED_DICTIONARY: Buffer = Buffer.from(COMMON);
