import type { Estate } from '../../lib/model/estate.ts';

/** An estate of one cluster. */
export const smallEstate: Estate = {
  account: '111122223333',
  region: 'eu-west-1',
  recovery_region: 'eu-central-1',
  clusters: {
    'prod-blue': {
      name: 'prod-blue',
      account: '111122223333',
      region: 'eu-west-1',
      arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue',
      endpoint: 'public',
      drill: false,
    },
  },
  databases: {},
  alarms: { account: '111122223333', region: 'eu-west-1' },
  changing_runs_max: 3,
};
