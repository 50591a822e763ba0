import type { ChannelSettings } from '../../model/people.ts';
import type { Report } from '../mistake.ts';

/** What reading people.yaml carries along. */
export interface PeopleReading {
  report: Report;
  /** Of rebound.yaml; absent: nothing is said of what has to be set up there. */
  settings: ChannelSettings | undefined;
}
