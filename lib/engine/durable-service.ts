import { explain } from '../model/errors.ts';
import type { Transport, WireAnswer } from '../model/transport.ts';
import type { Journal } from './journal.ts';

/**
 * A service that answers only when what its answer tells is safe. While nothing gets safe (a full disk) it is unavailable,
 * as a service of AWS says so: the caller may try again, every operation that matters can be repeated.
 */
export function durableService(service: Transport, journal: Journal): Transport {
  return (request, signal) => {
    const problem = journal.problem?.();
    if (problem) return Promise.resolve(unavailable(problem));
    return new Promise((resolve, reject) => {
      const forget = journal.onTrouble?.((trouble) => resolve(unavailable(trouble)));
      safeAnswer(service(request, signal), journal)
        .then(resolve, reject)
        .finally(() => forget?.());
    });
  };
}

async function safeAnswer(answering: Promise<WireAnswer>, journal: Journal): Promise<WireAnswer> {
  const answer = await answering;
  await journal.synced();
  return answer;
}

function unavailable(problem: Error): WireAnswer {
  const body = JSON.stringify({ __type: 'ServiceUnavailable', message: explain(problem) });
  return {
    status: 503,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(body),
  };
}
