import { killsCampaign } from '../rehearsal/kills-campaign.ts';

// once it is tried again, once the run is aborted
killsCampaign(
  'runs with a step that fails',
  [
    { baseline: 2, endings: ['restore-namespace recovered'], oneOf: 5 },
    { baseline: 3, endings: ['restore-namespace aborted'], oneOf: 5 },
  ],
  60,
);
