/** What `rebound explain` says about one kind of mistake. */
export interface Explanation {
  /** One line, for the list of all. */
  summary: string;
  /** What the checker has found. */
  means: string;
  /** What it would do to whoever runs the runbook at night. */
  matters: string;
  /** The mistake, and the same mended: each is checked by a test. Absent where no short file could show it. */
  example?: Example;
}

export interface Example {
  before: string;
  after: string;
  /** What the two are part of: keys of a runbook (the default), steps of its list, the estate's file, people.yaml, or a whole file. */
  of?: 'runbook' | 'steps' | 'rebound.yaml' | 'people.yaml' | 'file';
}

export type Explanations = Record<string, Explanation>;
