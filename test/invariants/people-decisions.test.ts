import { describe, test } from '@jest/globals';
import { expectFound } from '../rehearsal/people/find-people.ts';
import {
  ageUnchecked,
  anotherAnswerInSlack,
  approvesItself,
  countsSpellings,
  glassAtOnce,
  repeatsAreNew,
  signatureUnchecked,
  starterForgotten,
  toldBeforeKept,
  tokenInMessage,
  twoCommanders,
} from '../rehearsal/people/defects.ts';

describe('whose word counts, and for what', () => {
  test('finds a decision that is told before it is durable', async () => {
    await expectFound('One decision for each ask', toldBeforeKept, /was told approve, decided is nothing/);
  });

  test('finds a quorum that is reached by a spelling', async () => {
    await expectFound(
      'Enough who may have said yes',
      countsSpellings,
      /of those who may, only|of each group/,
      /ask-(two|groups)/,
    );
  });

  test('finds a starter who may say yes', async () => {
    await expectFound(
      'Enough who may have said yes',
      starterForgotten,
      /may not say yes to it/,
      /the starter/,
    );
  });

  test('finds glass that may be broken before everybody had their time', async () => {
    await expectFound(
      'Enough who may have said yes',
      glassAtOnce,
      /alone, before everybody had their time/,
      /break-glass/,
    );
  });

  test('finds a signature that nobody checks', async () => {
    await expectFound("Only a person's own word counts", signatureUnchecked, /never said/, /forged/);
  });

  test('finds an age that nobody checks', async () => {
    await expectFound(
      "Only a person's own word counts",
      ageUnchecked,
      /never said/,
      /ask-(one|all): stale from Slack/,
    );
  });

  test('finds a repetition that is taken for a new request', async () => {
    await expectFound('Once said is once noted', repeatsAreNew, /noted \d+ times/, /written|PagerDuty/);
  });

  test('finds a decision that Slack shows otherwise', async () => {
    await expectFound('Everybody sees the same decision', anotherAnswerInSlack, /a message by slack says/);
  });

  test('finds a token in a message', async () => {
    await expectFound(
      'A token is used once, and seen by nobody',
      tokenInMessage,
      /a message holds a task token/,
    );
  });

  test('finds a change that nobody approved', async () => {
    await expectFound(
      'A changed step was approved',
      approvesItself,
      /nobody has approved it/,
      /ask-(one|two|groups)/,
    );
  });

  test('finds two who have a run in hand', async () => {
    await expectFound('One commander', twoCommanders, /unseen|neither was told/, /in whose hand/);
  });
});
