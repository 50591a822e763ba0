/**
 * Does each of several things once to warm up and then `count` times, by turns: what else goes on in the machine
 * meanwhile falls on all of them alike. Gives what each was in each round.
 */
export async function rounds<Name extends string>(
  count: number,
  things: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<() => Promise<number>>(things) as [Name, () => Promise<number>][];
  const values = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<Name, number[]>;
  for (const [, act] of entries) await act();
  for (let round = 0; round < count; round += 1)
    for (const [name, act] of entries) values[name].push(await act());
  return values;
}
