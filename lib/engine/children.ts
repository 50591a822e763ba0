import { type Execution, frameOfTicket } from './execution.ts';

/** Who started an execution: a task of another one, by its ticket and its frame. `waits`: the task waits for the end (`.sync`). */
export interface StartedBy {
  executionArn: string;
  ticket: string;
  frame: string;
  waits: boolean;
}

/** The executions that tasks of others started, as long as anybody asks for them. */
export class Children {
  readonly #of = new Map<string, Map<string, Execution>>();

  add(child: Execution): void {
    const { startedBy } = child;
    if (!startedBy) return;
    const siblings = this.#of.get(startedBy.executionArn) ?? new Map<string, Execution>();
    this.#of.set(startedBy.executionArn, siblings.set(startedBy.ticket, child));
  }

  /** What a task has started already: it is asked again after the end of a process, and starts nothing twice. */
  startedBy({ executionArn, ticket }: StartedBy): Execution | undefined {
    return this.#of.get(executionArn)?.get(ticket);
  }

  /**
   * The executions that ran for tasks which were aborted since: the parent ended, or a sibling branch or iteration failed. A task that
   * timed out lets what it started go on. Each is given once. Source: docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html,
   * "Run a job (.sync)".
   */
  abandonedBy(parent: Execution): Execution[] {
    const children = this.#of.get(parent.arn);
    if (!children) return [];
    const abandoned: Execution[] = [];
    for (const [ticket, child] of children) {
      const { frame = '', waits = false } = child.startedBy ?? {};
      const running = parent.status === 'RUNNING';
      if (running && frameOfTicket(parent, ticket)) continue;
      children.delete(ticket);
      const aborted = !running || parent.frames[frame] === undefined;
      if (waits && aborted && child.status === 'RUNNING') abandoned.push(child);
    }
    if (children.size === 0) this.#of.delete(parent.arn);
    return abandoned;
  }
}
