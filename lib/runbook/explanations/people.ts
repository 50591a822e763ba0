import type { Explanations } from '../explanation.ts';

const ana = '  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [terminal, sms: "+34600000001"] }';
const ben = '  ben: { name: Ben Okafor, zone: Europe/London, channels: [sms: "+447700900001"] }';
const people = `people:\n${ana}\n${ben}`;
const rotation = (more: string, end = '}') =>
  `  platform: { people: [ana, ben], zone: Europe/Madrid, start: 2026-11-02, hand_over: "09:00", every: 7d${more} ${end}`;
const override = (from: string, to: string) =>
  `${people}\nrotations:\n${rotation(`, overrides: [{ from: ${from}, to: ${to}, who: ben }]`)}`;

/** people.yaml, the channels of rebound.yaml, and who is asked by runbooks. */
export const peopleExplanations = {
  'unknown-person': {
    summary: 'a name that people.yaml does not have',
    means:
      'Groups, rotations and overrides name people by their ids; runbooks name people, groups, and, where something is told, audiences of rebound.yaml. The nearest name is given.',
    matters: 'A question to a name that nobody has wakes nobody.',
    example: {
      of: 'people.yaml',
      before: `${people}\ngroups:\n  leads: [ana, bne]`,
      after: `${people}\ngroups:\n  leads: [ana, ben]`,
    },
  },
  'unknown-rotation': {
    summary: 'a rotation that does not exist',
    means: 'A group names a rotation that `rotations` does not have. The nearest name is given.',
    matters: 'Nobody would be on call for the group, and all of it would be woken each time.',
    example: {
      of: 'people.yaml',
      before: `${people}\ngroups:\n  oncall: { members: [ana, ben], rotation: plattform }\nrotations:\n${rotation('')}`,
      after: `${people}\ngroups:\n  oncall: { members: [ana, ben], rotation: platform }\nrotations:\n${rotation('')}`,
    },
  },
  'unknown-channel': {
    summary: 'a channel that rebound.yaml does not set up',
    means:
      'A person is reached by a service of PagerDuty, a webhook or Slack, or a rotation is a schedule of PagerDuty, and `channels` of rebound.yaml has no such thing.',
    matters: 'The page would reach nobody, and that would be found out at night.',
    example: {
      of: 'people.yaml',
      before: `people:\n${ana.replace('terminal', 'webhook: pager')}`,
      after: people,
    },
  },
  'unreachable-person': {
    summary: 'a person whom nobody can reach',
    means:
      'A person has no channel at all. With `terminal` alone it is a warning: it reaches only whoever sits in front of it.',
    matters: 'A question that is asked of them is asked of nobody.',
    example: {
      of: 'people.yaml',
      before: `people:\n  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [] }`,
      after: `people:\n${ana}`,
    },
  },
  'names-alike': {
    summary: 'two people or groups that could be taken for each other',
    means:
      'Two people, two groups, or a person and a group or audience are called the same, or so alike that an eye does not tell them apart: by capitals, signs, `l` and `1`, or letters of another alphabet.',
    matters: 'Whoever reads who said yes, or types who is to be asked, may mean the other one.',
    example: {
      of: 'people.yaml',
      before: `${people}\ngroups:\n  ana: [ben]`,
      after: `${people}\ngroups:\n  leads: [ben]`,
    },
  },
  'same-account': {
    summary: 'two people with one account',
    means: 'Two people have the same member of Slack, or the same user of PagerDuty.',
    matters: 'Where two people have to say yes, one human could say it twice.',
    example: {
      of: 'people.yaml',
      before: people.replaceAll(' }', ', pagerduty_user: PANA123 }'),
      after: people,
    },
  },
  'bad-zone': {
    summary: 'a time zone that does not exist',
    means:
      'Zones are called as in the IANA database, `Europe/Madrid`. An offset is none: it knows no daylight saving.',
    matters: 'Somebody would be woken in their quiet hours, or the shift would change at another time.',
    example: {
      of: 'people.yaml',
      before: people.replace('Europe/Madrid', 'Europe/Madird'),
      after: people,
    },
  },
  'empty-group': {
    summary: 'nobody is in it',
    means: 'A group without members, a rotation without people, or a file without anybody.',
    matters: 'Whoever asks it asks nobody.',
    example: {
      of: 'people.yaml',
      before: `${people}\ngroups:\n  leads: []`,
      after: `${people}\ngroups:\n  leads: [ana]`,
    },
  },
  'not-a-member': {
    summary: 'somebody is on call for a group without being in it',
    means:
      "The rotation of a group, or one of its overrides, names a person who is none of the group's members.",
    matters: 'They would be woken, and could not speak for the group.',
    example: {
      of: 'people.yaml',
      before: `${people}\ngroups:\n  oncall: { members: [ana], rotation: platform }\nrotations:\n${rotation('')}`,
      after: `${people}\ngroups:\n  oncall: { members: [ana, ben], rotation: platform }\nrotations:\n${rotation('')}`,
    },
  },
  'bad-override': {
    summary: 'somebody stands in at a time that cannot be',
    means: 'An override ends before it begins, or overlaps another one of the same rotation.',
    matters: 'Whoever believes that somebody else has the pager that night may be the one who has it.',
    example: {
      of: 'people.yaml',
      before: override('2026-11-25T09:00', '2026-11-24T18:00'),
      after: override('2026-11-24T18:00', '2026-11-25T09:00'),
    },
  },
  'plain-secret': {
    summary: 'a secret where only a reference to it may stand',
    means:
      'Tokens and signing secrets are kept in Secrets Manager or Parameter Store; the file says where. On your own machine they may come from the environment.',
    matters:
      'Whoever reads the repository could write in your name, or say yes to a restore. What stood there once is known: change it.',
    example: {
      of: 'rebound.yaml',
      before:
        'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-central-1\nchannels: { slack: { token: not-a-reference } }',
      after:
        'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-central-1\nchannels: { slack: { token: secret:rebound-channels/slack#token } }',
    },
  },
  'quorum-too-large': {
    summary: 'more people have to say yes than may',
    means:
      'The quorum of an `approve`, as a whole or of one group, is larger than the number of people who may say yes.',
    matters: 'The run would wait until its deadline for somebody who does not exist.',
  },
} as const satisfies Explanations;
