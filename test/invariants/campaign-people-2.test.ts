import { peopleCampaign } from '../rehearsal/people/campaign.ts';

peopleCampaign(1);
