import { describe, expect, test } from '@jest/globals';
import { scheduleProblem } from '../../lib/runbook/schedule.ts';

test.each([
  'rate(1 minute)',
  'rate(7 days)',
  'rate(12 hours)',
  'cron(0 6 ? * MON *)',
  'cron(15 10 * * ? *)',
  'cron(0/10 8-17 ? * MON-FRI *)',
  'cron(*/5 * * * ? *)',
  'cron(0 3 1,15 JAN,JUL ? 2026-2030)',
  'cron(0 3 L * ? *)',
  'cron(0 3 LW * ? *)',
  'cron(0 3 15W * ? *)',
  'cron(0 3 ? * 3#2 *)',
  'cron(0 3 ? * FRIL *)',
  'cron(0 3 ? * L *)',
  'cron(0 22 ? * FRI-MON *)',
  'cron(0 3 29 2 ? *)',
  'cron(0 3 30,31 FEB,MAR ? *)',
  'cron( 0  3 * * ? * )',
])('%s is taken', (text) => {
  expect(scheduleProblem(text)).toBeUndefined();
});

describe('what is no schedule, and what to write instead', () => {
  test.each<[string, RegExp]>([
    ['', /^expected a schedule such as cron\(0 6 \? \* MON \*\) or rate\(7 days\)/],
    ['every monday', /^expected a schedule/],
    ['0 6 * * 1', /such as cron\(0 6 \? \* 2 \*\)/],
    ['30 5 * * *', /such as cron\(30 5 \* \* \? \*\)/],
    ['0 6 1 * *', /such as cron\(0 6 1 \* \? \*\)/],
    ['0 6 * * 1-5', /such as cron\(0 6 \? \* 2-6 \*\)/],
    ['0 6 * * 0,7', /such as cron\(0 6 \? \* 1,1 \*\)/],
    ['cron(0 6 * * 1)', /^expected six fields \(minutes, .*such as cron\(0 6 \? \* 2 \*\)/],
    ['cron()', /^expected six fields/],
    ['cron(0 6 ? * MON * *)', /^expected six fields/],
    ['cron(0 6 * * * *)', /^expected "\?" in one of day of month and day of week/],
    ['cron(0 6 ? * ? *)', /^expected "\?" in one of/],
    ['cron(0 6 1 * MON *)', /^expected "\?" in one of/],
    ['cron(60 6 ? * MON *)', /^its minutes cannot be "60": expected 0 to 59/],
    ['cron(0 24 ? * MON *)', /^its hours cannot be "24": expected 0 to 23/],
    ['cron(0 6 0 * ? *)', /^its day of month cannot be "0": expected 1 to 31/],
    ['cron(0 6 ? 13 MON *)', /^its month cannot be "13": expected 1 to 12 or JAN to DEC/],
    ['cron(0 6 ? * 0 *)', /^its day of week cannot be "0": expected 1 to 7 or SUN to SAT/],
    ['cron(0 6 ? * mon *)', /^its day of week cannot be "mon": expected MON/],
    ['cron(0 6 ? * Monday *)', /^its day of week cannot be "Monday"/],
    ['cron(0 6 ? * MON 26)', /^its year cannot be "26": expected 1970 to 2199/],
    ['cron(? 6 ? * MON *)', /^its minutes cannot be "\?", which stands for days only/],
    ['cron(30-10 6 ? * MON *)', /^its minutes cannot be "30-10"/],
    ['cron(0/0 6 ? * MON *)', /^its minutes cannot be "0\/0"/],
    ['cron(0/90 6 ? * MON *)', /^its minutes cannot be "0\/90"/],
    ['cron(5, 6 ? * MON *)', /^its minutes cannot be "5,"/],
    ['cron(0 6 ? * 3#6 *)', /^its day of week cannot be "3#6"/],
    ['cron(0 6 ? * 3#1,6#3 *)', /expected no list beside #/],
    ['cron(0 6 32W * ? *)', /^its day of month cannot be "32W"/],
    ['cron(0 6 31 APR,6 ? *)', /^expected a day that month APR,6 has: 31 never comes/],
    ['cron(0 6 30 2 ? *)', /30 never comes/],
    ['rate(1 days)', /^expected rate\(1 day\)/],
    ['rate(7 day)', /^expected rate\(7 days\)/],
    ['rate(0 days)', /^expected a rate such as/],
    ['rate(7 weeks)', /in minutes, hours or days/],
    ['rate(7days)', /^expected a rate/],
    ['rate(1.5 hours)', /^expected a rate/],
    ['at(2026-11-24T03:05:00)', /^expected something that comes again/],
    ['Rate(7 days)', /^expected a schedule/],
  ])('%s', (text, message) => {
    expect(scheduleProblem(text)).toMatch(message);
  });
});
