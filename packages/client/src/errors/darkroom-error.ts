/** Any error of this client. */
export class DarkroomError extends Error {
  override name = 'DarkroomError';
}

/** The client is used wrongly: an option or argument is missing or wrong. Nothing was sent. */
export class ConfigurationError extends DarkroomError {
  override name = 'ConfigurationError';
}

/** No answer: the server could not be reached, or the connection broke. Whether the request was carried out is not known. */
export class ConnectionError extends DarkroomError {
  override name = 'ConnectionError';
}

/** A time limit of this client has passed. What was asked for may still happen. */
export class TimeLimitError extends DarkroomError {
  override name = 'TimeLimitError';
}

/** A webhook without a valid signature, or one that is too old. Answer it with 400. */
export class WebhookVerificationError extends DarkroomError {
  override name = 'WebhookVerificationError';
}
