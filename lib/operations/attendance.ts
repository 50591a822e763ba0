/**
 * Whether a person sits at a terminal and looks at the run. While one does, a question waits for them:
 * time runs 1:1 and the scenario's people are silent, until somebody answered or nobody did for five seconds.
 * `watching` and `typing` hold for ten seconds of real time and are said again; `typing` keeps the question waiting.
 */
export type Presence = 'watching' | 'typing' | 'gone';

export interface Attendance {
  attend: (presence: Presence) => Promise<void>;
}
