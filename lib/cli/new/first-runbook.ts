import type { Estate } from '../../model/estate.ts';
import type { Answers } from './answers.ts';
import { clusterParts } from './cluster-runbook.ts';
import { databaseParts } from './database-runbook.ts';
import { namespaceParts } from './namespace-runbook.ts';
import { quoted, type RunbookParts } from './parts.ts';

/** A first runbook: whole, without a mistake, and with a comment at each place that says what it is and what else could stand there. */
export function firstRunbook(answers: Answers, estate: Pick<Estate, 'clusters' | 'databases'>): string {
  const parts = partsOf(answers, estate);
  const { whole, deadline } = parts.times;
  return `# yaml-language-server: $schema=../schema/runbook.json
#
# A first runbook. It is whole: rebound check finds nothing wrong with it, and rebound run plays it through in the sandbox.
# Read it once from the top, change what is different with you, and take the comments away as you go.
#   rebound check runbooks/${answers.name}.yaml     every mistake, with its line
#   rebound graph runbooks/${answers.name}.yaml     a picture
#   ${'rebound reference'.padEnd(`rebound check runbooks/${answers.name}.yaml`.length)}     what each step type takes and gives

runbook: ${answers.name}
title: ${quoted(answers.title)}
owner: ${quoted(answers.owner)} # who is asked when a step fails
severity: high # low, medium, high, critical
objectives: { rto: ${whole}m } # what you promise; rpo, how much data may be lost, can stand beside it
deadline: ${deadline}m # the run ends by then, in front of people if need be

# What whoever starts it has to say. Types: cluster, namespace, database, backup, string, number, duration, time, …
# A \`default\` makes an input optional.
inputs:
${parts.inputs}
# What is being recovered. It is the lock: a second run on the same joins this one, and other work on it is refused.
# It is also what steps take when they do not say which cluster.
target: ${parts.target}

${triggers(answers, parts)}
# One after the other. A value that begins with $ and a letter is an expression; {{ }} puts one into a text. What a step gave is
# read under its id.
steps:
${parts.steps}
# On every ending, good or bad. What stands here reads and tells, and changes nothing.
always:
  - title: Tell the channel how it ended
    uses: announce
    with: { text: "${parts.what}: {{ $run.outcome }} after {{ $run.elapsed }}" }

# Plays in the sandbox, in virtual time: a world, what people do, and what has to come out. Write one for each night that you fear.
rehearsals:
${parts.rehearsals}`;
}

function partsOf(answers: Answers, estate: Pick<Estate, 'clusters' | 'databases'>): RunbookParts {
  switch (answers.target) {
    case 'namespace':
      return namespaceParts(answers, estate);
    case 'cluster':
      return clusterParts(answers, estate);
    case 'database':
      return databaseParts(answers, estate);
  }
}

function triggers({ alarm }: Answers, { given }: RunbookParts): string {
  const about =
    '# What starts it without a person. It only reads until a person says yes. Besides alarms there are webhooks and schedules.';
  const trigger = (name: string) => `triggers:\n  - alarm: ${name}\n    inputs: { ${given} }`;
  if (alarm !== '') return `${about}\n${trigger(quoted(alarm))}\n`;
  const later = trigger('name-of-the-alarm').split('\n');
  return [about, '# Now somebody starts it by hand.', ...later.map((line) => `# ${line}`), ''].join('\n');
}
