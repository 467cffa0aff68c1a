/** The areas of the API, in the order in which they are read. An area's operations are in a file of its name. */
export const TAGS = {
  Jobs: 'Submit generations and downloads, follow them, stop them, run them again.',
  Batches: 'Up to a thousand jobs submitted together.',
  Pictures: 'Living addresses of pictures, and the sizes they can be downloaded in.',
  Files: 'Pictures that you bring: registered with Getty, or put up for a day. Prompts and products.',
  Events: 'What happened, as a stream and as a feed to catch up with.',
  Endpoints: 'Where webhooks go.',
  Deliveries: 'Each webhook that was sent, with its tries.',
  Audit: 'Who did what, when, and from where.',
  Keys: 'API keys: what each may do, and until when.',
  Money: 'What was spent, and how much may be.',
  Service: 'Health, metrics, and this description.',
} as const;

export type Tag = keyof typeof TAGS;
