/** How an RTO is spent: minutes for each part of a runbook, which together are no more than it. */
export interface Times {
  /** Of the RTO, in minutes. */
  whole: number;
  /** Each of the two levels of a question. */
  level: number;
  work: number;
  verify: number;
  /** By then the run ends, in front of people if need be. */
  deadline: number;
}

/** A look, a choice of the backup and a message have their own times: 2, 5 and 2 minutes. */
const fixed = 9;

/** `questions`: how many the runbook asks, two levels each. */
export function timesFor(rtoSeconds: number, questions: number): Times {
  const whole = Math.floor(rtoSeconds / 60);
  const free = Math.max(0, whole - fixed);
  const level = Math.max(1, Math.min(15, Math.floor(free / (8 * questions))));
  const rest = Math.max(2, free - 2 * level * questions);
  const verify = Math.max(1, Math.min(15, Math.floor(rest / 3)));
  const work = Math.max(1, rest - verify);
  return { whole, level, work, verify, deadline: whole + Math.max(15, Math.ceil(whole / 5)) };
}
