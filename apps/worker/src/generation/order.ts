import { withCorrelation, withoutMarks, type GenerationRequest, type Source } from '@darkroom/contracts';
import type { GettyGenerationRequest, GettyOrder, GettyReference } from '@darkroom/getty';
import type { JobRecord } from '@darkroom/queue';

/** What is known only when a call is sent: the id in its mark, whether it has one, and where its mask is. */
export type AtSending = { intent: string; notes: 'append' | 'off'; maskUrl: string | undefined };

/** The paid call of a generation, as Getty's client takes it. */
export type SentOrder = { operation: 'generate'; body: GettyGenerationRequest } | GettyOrder;

/** Translates a request into Getty's fields, one by one. */
export function orderOf(record: Pick<JobRecord, 'id' | 'spec' | 'sourceId'>, sending: AtSending): SentOrder {
  const request = record.spec.request as GenerationRequest;
  const { product_id, project_code } = request;
  const notes = sending.notes === 'append' ? withCorrelation(request.notes, sending.intent) : withoutMarks(request.notes);
  const common = { product_id, project_code, notes };
  const ofPicture = (source: Source) => ({ ...common, ...referenceTo(record, source) });
  const mask_url = sending.maskUrl;

  switch (request.operation) {
    case undefined:
    case 'generate': {
      const { prompt, negative_prompt, seed, aspect_ratio, media_type, mood } = request;
      return { operation: 'generate', body: { prompt, negative_prompt, seed, aspect_ratio, media_type, mood, ...common } };
    }
    case 'variation':
      return { operation: 'variation', of: imageOf(record, request.source), body: common };
    case 'refine': {
      const { prompt, negative_prompt } = request;
      return { operation: 'refine', body: { ...ofPicture(request.source), prompt, negative_prompt, mask_url } };
    }
    case 'extend': {
      const { prompt, negative_prompt } = request;
      return { operation: 'extend', body: { ...ofPicture(request.source), prompt, negative_prompt, ...percentagesOf(request) } };
    }
    case 'object_removal':
      return { operation: 'object_removal', body: { ...ofPicture(request.source), mask_url } };
    case 'background_removal':
      return { operation: 'background_removal', body: ofPicture(request.source) };
    case 'background_replacement': {
      const { prompt, negative_prompt, background_color, media_type } = request;
      const body = { ...ofPicture(request.source), prompt, negative_prompt, background_color, media_type };
      return { operation: 'background_replacement', body };
    }
    case 'background_generation': {
      const { prompt, negative_prompt, background_asset_id, background_file_registration_id } = request;
      const { background_reference_generation, background_reference_adherence } = request;
      const background = { background_asset_id, background_file_registration_id, background_reference_generation };
      return {
        operation: 'background_generation',
        body: {
          ...ofPicture(request.source),
          prompt,
          negative_prompt,
          ...percentagesOf(request),
          ...background,
          background_reference_adherence,
        },
      };
    }
    case 'influence_color': {
      const { noise_level } = request;
      return { operation: 'influence_color', body: { ...ofPicture(request.source), ...influenceOf(request), noise_level } };
    }
    case 'influence_composition': {
      const { influence_level } = request;
      return { operation: 'influence_composition', body: { ...ofPicture(request.source), ...influenceOf(request), influence_level } };
    }
  }
}

type Reference = {
  reference_asset_id?: string;
  reference_generation?: GettyReference;
  reference_file_registration_id?: string;
};

function referenceTo(record: Pick<JobRecord, 'id' | 'sourceId'>, source: Source): Reference {
  if (source.asset_id !== undefined) return { reference_asset_id: source.asset_id };
  if (source.file_id !== undefined) return { reference_file_registration_id: source.file_id };
  return { reference_generation: imageOf(record, source) };
}

/** A job is sent only once the generation of its source is known. */
function imageOf({ id, sourceId }: Pick<JobRecord, 'id' | 'sourceId'>, source: Source): GettyReference {
  const generation = source.generation_request_id ?? sourceId;
  if (generation === null || source.index === undefined) throw new Error(`Job ${id} names no image of a generation at Getty`);
  return { generation_request_id: generation, index: source.index };
}

type Percentages = Partial<Record<'left_percentage' | 'right_percentage' | 'top_percentage' | 'bottom_percentage', number | undefined>>;

function percentagesOf({ left_percentage, right_percentage, top_percentage, bottom_percentage }: Percentages) {
  return { left_percentage, right_percentage, top_percentage, bottom_percentage };
}

type Influence = Extract<GenerationRequest, { operation: 'influence_color' | 'influence_composition' }>;

function influenceOf({ prompt, negative_prompt, media_type, mood, seed, aspect_ratio }: Influence) {
  return { prompt, negative_prompt, media_type, mood, seed, aspect_ratio };
}
