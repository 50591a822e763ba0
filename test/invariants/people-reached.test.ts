import { describe, test } from '@jest/globals';
import {
  ackOfAllLevels,
  droppedBeforeTold,
  failedIsSent,
  janitorDoesNotNag,
  noticesUnkept,
  updatesForgotten,
} from '../rehearsal/people/defects.ts';
import { expectFound } from '../rehearsal/people/find-people.ts';

describe('who is reached, and hears how it went on', () => {
  test('finds messages that are not changed when their question is decided', async () => {
    const unsettled = () => noticesUnkept((key) => key.includes('#decided-'));
    await expectFound('Nothing asks any more when it is over', unsettled, /still asks/);
  });

  test('finds an outbox that is emptied before it is delivered', async () => {
    await expectFound('Nothing asks any more when it is over', droppedBeforeTold, /still asks/);
  });

  test('finds people who were asked, and are not told how it ended', async () => {
    const untold = () => noticesUnkept((key) => key.endsWith('#ended'));
    await expectFound('Who was asked hears how it ended', untold, /who was asked, was not told/);
  });

  test('finds broken glass that nobody hears of', async () => {
    const unheard = () => noticesUnkept((key) => key.includes('#break-glass-'));
    await expectFound(
      'Broken glass is heard by all',
      unheard,
      /went on alone, and .* was not told/,
      /break-glass/,
    );
  });

  test('finds a page that failed and is kept as sent', async () => {
    await expectFound('Sent is what a channel took', failedIsSent, /which took nothing/);
  });

  test('finds an ack that stops the paging of the next level, too', async () => {
    await expectFound(
      'Nobody is forgotten',
      ackOfAllLevels,
      /nobody was paged for it/,
      /looked at, and no more/,
    );
  });

  test('finds a janitor who does not call by another way', async () => {
    await expectFound(
      'Nobody is forgotten',
      janitorDoesNotNag,
      /called by no other way|nobody was paged for it/,
    );
  });

  test('finds an update that is sent again and again', async () => {
    await expectFound('Each update once', updatesForgotten, /told the same update twice/, /ask-(groups|all)/);
  });
});
