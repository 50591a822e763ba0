import { killsCampaign } from '../rehearsal/kills-campaign.ts';

// one of them is joined by another
killsCampaign(
  'runs that go well',
  [
    { baseline: 0, endings: ['restore-namespace recovered'], oneOf: 5 },
    { baseline: 1, endings: ['restore-namespace joined', 'restore-namespace recovered'], oneOf: 5 },
  ],
  40,
);
