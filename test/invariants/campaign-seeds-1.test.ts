import { seedsCampaign } from '../rehearsal/seeds-campaign.ts';

seedsCampaign(0);
