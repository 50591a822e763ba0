import { killsCampaign } from '../rehearsal/kills-campaign.ts';

killsCampaign(
  'runs that hand on, and runs within a run',
  [
    { baseline: 7, endings: ['restore-carefully handed-on', 'restore-otherwise recovered'], oneOf: 3 },
    {
      baseline: 8,
      endings: ['restore-carefully recovered', 'restore-unattended recovered', 'restore-within recovered'],
      oneOf: 3,
    },
  ],
  20,
);
