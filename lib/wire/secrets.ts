/** Secrets, where they are kept. What is read is for the call that needs it: it is never written, and kept no longer than an invocation. */
export interface Secrets {
  /** The text of a secret, by name or ARN. Errors: NotFound, AccessDenied, Throttled, Unavailable, Rejected4xx, Malformed; none holds the text. */
  read: (id: string) => Promise<string>;
}
