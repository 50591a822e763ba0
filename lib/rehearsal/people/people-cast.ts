/** What the schedules of the people's campaign are about. */
export interface PeopleCast {
  cluster: string;
  namespace: string;
  /** A yes of one person, then a restore and a verify. */
  one: string;
  /** A yes of two people. */
  two: string;
  /** A yes of one person of each of two groups, and updates. */
  groups: string;
  /** A step that fails and asks, a decision, work by hand, and updates. */
  all: string;
  /** Everybody in the directory, by id. */
  people: [string, ...string[]];
  /** A group with a rotation; groups without one. */
  oncall: string;
  leads: string;
  managers: string;
  /** Who is on call when a play begins, and who is from the change of shifts on. */
  first: string;
  next: string;
}
