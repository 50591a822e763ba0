import { killsCampaign } from '../rehearsal/kills-campaign.ts';

// once it is tried again, once the run is aborted
killsCampaign(
  'runs with a step that fails',
  [
    { baseline: 2, outcome: 'recovered' },
    { baseline: 3, outcome: 'aborted' },
  ],
  260,
);
