-- What a job buys at Getty. It follows from the request and a few fields of the record, so that a job without a price needs no field of its own:
--   submitted_by   the API key
--   project        the project code that it counts under, where its request has none
--   price, chain_price   of its paid call, and of each download that it starts: in millionths of the currency, fixed at acceptance

-- Scoped: a script may have at most 200 local names, and all files share them.
local has_budgets, holds_units, waits_of, purchase_of, stored_purchase
do
local IMAGES = 4 -- the most that a generation returns: `images: "all"` means so many downloads

local function text_of(value)
  if type(value) == 'number' then return whole(value) end
  return type(value) == 'string' and value or ''
end

-- A background of one colour gives one image.
local function most_images(request)
  local one = request.operation == 'background_replacement' and type(request.prompt) ~= 'string'
  return one and 1 or IMAGES
end

-- `fields`: of the record; `spec`: its text. Returns {type, what, project, product, key, price?, chain?}. `what`: operation or size; `chain`: the
-- downloads that it starts, as {count, one = {…}}.
function purchase_of(fields, spec)
  local request = cjson.decode(spec or '{}').request or {}
  local bought = {
    type = fields.type,
    what = fields.type == 'download' and text_of(request.size_name) or type(request.operation) == 'string' and request.operation or 'generate',
    project = fields.project or text_of(request.project_code),
    product = text_of(request.product_id),
    key = fields.submitted_by or '',
    price = tonumber(fields.price or nil),
    has_deadline = type(request.deadline) == 'string',
  }
  local chained = fields.type == 'generation' and request.download
  if type(chained) == 'table' then
    bought.chain = {
      count = type(chained.images) == 'table' and #chained.images or most_images(request),
      one = {
        type = 'download',
        what = text_of(chained.size_name),
        project = type(chained.project_code) == 'string' and chained.project_code or bought.project,
        product = bought.product,
        price = tonumber(fields.chain_price or nil),
      },
    }
  end
  return bought
end

function stored_purchase(id, record)
  return purchase_of(record, spec_of(id))
end

-- Whether a tenant has budgets. Without one, nothing of `money` is needed.
function has_budgets(tenant)
  return redis.call('EXISTS', key('budgets', tenant)) == 1
end

function holds_units(fields)
  return fields.reserves or fields.chain or fields.charges
end

-- '1' if a stored job waits for units of a budget or for its source, or has ended for lack of it.
function waits_of(id)
  local found = redis.call('HMGET', key('job', id), 'unfunded', 'awaits', 'finished_at')
  return (found[1] or found[2] or found[3]) and '1' or '0'
end
end
