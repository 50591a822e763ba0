export interface Page {
  /** A person or a group. */
  who: string;
  title: string;
  text: string;
  run: string;
  /** Id of the ask, when the page asks something. */
  ask?: string;
  /** Repeats of one page carry the same key. */
  key: string;
}

/** Reaches people. A page that nobody could receive is an error, never counted as sent: Unavailable, Rejected4xx, Throttled. */
export interface Pager {
  page: (page: Page) => Promise<void>;
}
