import { fail } from '../model/errors.ts';
import type { Channels } from './channels.ts';
import type { Secrets } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

/** All channels that rebound.yaml sets up, on one transport. */
export function makeChannels(_surroundings: Surroundings, _secrets: Secrets): Channels {
  const absent = async (): Promise<never> => fail('BadInput', { what: 'this channel is not set up' });
  return { send: absent, settle: absent, openRoom: absent, onCall: absent };
}
