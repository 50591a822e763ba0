import type { Clock } from '../../../lib/model/clock.ts';
import { isObject, type Json } from '../../../lib/model/json.ts';
import type { Line } from './outside-lines.ts';
import type { FunctionCall, TaskAnswer } from '../../../lib/engine/engine.ts';

/** What the outside knows of a question: it is answered at its time, whoever is alive then to hear it. */
export interface Question {
  token: string;
  of: string;
  answer: Json;
  due: number;
  /** That the answer was taken, or not wanted any more, was said. */
  settled?: 'taken' | 'late';
}

/** A function was called: `call` is the same only when the engine makes the same call again. */
export interface Called {
  call: string;
  of: string;
  name: string;
  life: number;
}

/** The functions and the people: what they were told and have said survives every death of the engine. */
export class Outside {
  readonly calls: Called[] = [];
  readonly questions = new Map<string, Question>();
  #life = 0;

  /** A new process: it is told of what comes from here on. */
  born(): number {
    this.#life += 1;
    return this.#life;
  }

  /** Restores what an earlier process has written down. */
  remember(line: Line): void {
    if ('called' in line) this.calls.push(line.called);
    if ('question' in line) this.questions.set(line.question.token, line.question);
    const question = 'settled' in line ? this.questions.get(line.settled) : undefined;
    if (question) question.settled = 'taken';
  }

  /** What the function of that name does. `note` is told first. */
  async invoke(
    { functionArn, payload }: FunctionCall,
    clock: Clock,
    note: (line: Line) => void = () => {},
  ): Promise<TaskAnswer> {
    const name = functionArn.split(':').at(-1) ?? '';
    const given = isObject(payload) ? payload : {};
    const text = (key: string) => (typeof given[key] === 'string' ? given[key] : '');
    const called = { call: text('call'), of: text('of'), name, life: this.#life };
    this.calls.push(called);
    note({ called });
    if (name === 'double') {
      await clock.sleep(1500);
      return { ok: 2 * Number(given['n']) };
    }
    if (name === 'flaky') {
      await clock.sleep(400);
      const times = this.calls.filter((other) => other.name === name && other.of === called.of).length;
      return times < 3 ? { error: 'Throttled', cause: 'try again' } : { ok: 100 + Number(given['n']) };
    }
    if (name === 'broken') return { error: 'Broken', cause: 'always' };
    const token = text('token');
    if (!this.questions.has(token)) {
      const due = clock.now() + Number(given['after']) * 1000;
      const answer: Json = JSON.parse(JSON.stringify(given['answer'] ?? null));
      const question: Question = { token, of: called.of, answer, due };
      this.questions.set(token, question);
      note({ question });
    }
    return { ok: 'asked' };
  }
}
