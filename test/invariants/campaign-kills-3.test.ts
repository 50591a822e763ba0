import { killsCampaign } from '../rehearsal/kills-campaign.ts';

// by the step's own type, with an undo that fails once, by another step, and within one another
killsCampaign(
  'runs that are taken back',
  [
    { baseline: 4, endings: ['restore-carefully aborted'], oneOf: 21 },
    { baseline: 5, endings: ['restore-both aborted'], oneOf: 21 },
    { baseline: 6, endings: ['restore-in-turn aborted'], oneOf: 21 },
    {
      baseline: 9,
      endings: ['restore-carefully aborted', 'restore-unattended aborted', 'restore-within aborted'],
      oneOf: 21,
    },
  ],
  38,
);
