import { killsCampaign } from '../rehearsal/kills-campaign.ts';

// one of them is joined by another
killsCampaign(
  'runs that go well',
  [
    { baseline: 0, outcome: 'recovered' },
    { baseline: 1, outcome: 'recovered' },
  ],
  180,
);
