/** The generations that are made from something: where each is sent, and its body by Getty's own names. */
import type { Operation } from '@darkroom/contracts';

/** Every operation but `generate`, which has a call of its own. */
export type OtherOperation = Exclude<Operation, 'generate'>;

/** One image of a generation at Getty. */
export type GettyReference = { generation_request_id: string; index: number };

type Optional<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined };

type EveryBody = Optional<{ product_id: number; project_code: string; notes: string }>;
/** Exactly one of its references is given. */
type OfPicture = EveryBody & Optional<{ reference_asset_id: string; reference_generation: GettyReference }>;
type OfAnyPicture = OfPicture & Optional<{ reference_file_registration_id: string }>;
type Prompted = Optional<{ prompt: string; negative_prompt: string }>;
type Percentages = Optional<{ left_percentage: number; right_percentage: number; top_percentage: number; bottom_percentage: number }>;
type Influence = OfAnyPicture & Prompted & Optional<{ media_type: string; mood: string; seed: number; aspect_ratio: string }>;

/** The body of each operation, sent unchanged. */
export type OrderBody = {
  variation: EveryBody;
  refine: OfPicture & Prompted & { prompt: string } & Optional<{ mask_url: string }>;
  extend: OfPicture & Prompted & Percentages;
  object_removal: OfPicture & Optional<{ mask_url: string }>;
  background_removal: OfPicture;
  background_replacement: OfPicture & Prompted & Optional<{ background_color: string; media_type: string }>;
  background_generation: EveryBody &
    Prompted &
    Percentages &
    Optional<{
      reference_file_registration_id: string;
      background_file_registration_id: string;
      background_asset_id: string;
      background_reference_generation: GettyReference;
      background_reference_adherence: string;
    }>;
  influence_color: Influence & Optional<{ noise_level: number }>;
  influence_composition: Influence & Optional<{ influence_level: number }>;
};

/** A paid call of one of these operations. A variation names its image in the path, the others in the body. */
export type GettyOrder =
  | { operation: 'variation'; of: GettyReference; body: OrderBody['variation'] }
  | { [Name in Exclude<OtherOperation, 'variation'>]: { operation: Name; body: OrderBody[Name] } }[Exclude<OtherOperation, 'variation'>];

const GENERATIONS = '/ai/image-generations';

const PATHS: Record<Exclude<OtherOperation, 'variation'>, string> = {
  refine: 'refine',
  extend: 'extend',
  object_removal: 'object-removal',
  background_removal: 'background-removal',
  background_replacement: 'background-replacement',
  background_generation: 'background-generations',
  influence_color: 'influence-color-by-image',
  influence_composition: 'influence-composition-by-image',
};

/** Where an order is sent, below the path prefix. */
export function orderPath(order: GettyOrder): string {
  if (order.operation !== 'variation') return `${GENERATIONS}/${PATHS[order.operation]}`;
  const { generation_request_id: id, index } = order.of;
  return `${GENERATIONS}/${encodeURIComponent(id)}/images/${index}/variations`;
}

/** Every operation that is sent as an order. */
export const OTHER_OPERATIONS = ['variation', ...Object.keys(PATHS)] as OtherOperation[];
