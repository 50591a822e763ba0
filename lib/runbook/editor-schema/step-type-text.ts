import { formatDuration } from '../../model/duration.ts';
import type { DescribedType } from './with-schema.ts';

const kinds = {
  reads: 'Only looks; changes nothing.',
  changes: 'Changes something: an `approve` has to cover it, unless the runbook is `unattended`.',
  asks: 'Asks people, and waits for them.',
  tells: 'Tells people something; changes nothing.',
} as const;

/** What is shown over the name of a step type: what it does, what it takes, what can be read of it afterwards. */
export function stepTypeText(type: DescribedType): string {
  const inputs = Object.entries(type.fields.with).map(line);
  const outputs = Object.entries(type.fields.output).map(line);
  const undo = type.undo === undefined ? '' : ' It can be taken back: `undo: {}`.';
  return [
    `**${type.uses}**: ${type.summary}.`,
    `${kinds[type.kind]}${undo} Its \`timeout\` is ${formatDuration(type.timeoutSeconds)} unless the step says another.`,
    ...(inputs.length > 0 ? [`\`with\`:\n\n${inputs.join('\n')}`] : []),
    ...(outputs.length > 0 ? [`What it gives, read under its id:\n\n${outputs.join('\n')}`] : []),
    `\`\`\`yaml\n${type.example}\n\`\`\``,
  ].join('\n\n');
}

function line([name, text]: [string, string]): string {
  return `- \`${name}\`: ${text}`;
}
