import { GenerationRequest } from '@darkroom/contracts';

/** A typical request: some of Getty's fields, a webhook, a little metadata. The same for ours and the baselines. */
export const everydayRequest: GenerationRequest = GenerationRequest.parse({
  prompt:
    'A lighthouse keeper reading by lamplight while a storm rolls in from the sea, seen through a rain-streaked window, warm inside and cold outside',
  aspect_ratio: '16:9',
  media_type: 'photography',
  mood: 'warm',
  project_code: 'spring-campaign',
  webhook: { url: 'https://hooks.example.com/darkroom' },
  metadata: { order_id: '10042', requested_by: 'mara' },
});
