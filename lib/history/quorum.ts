/**
 * Whether people can be counted so that every group has as many as it wants, each person for one group. `people`: for each, the groups
 * that they may count for. A matching: who was counted for one group moves to another of theirs when that makes room.
 */
export function canBeMet(
  wanted: Readonly<Record<string, number>>,
  people: readonly (readonly string[])[],
): boolean {
  const seats = Object.entries(wanted).flatMap(([group, count]) =>
    Array.from({ length: count }, () => group),
  );
  const seated: (number | undefined)[] = seats.map(() => undefined);
  let taken = 0;
  for (let person = 0; person < people.length; person += 1) if (finds(person, new Set())) taken += 1;
  return taken === seats.length;

  function finds(person: number, asked: Set<number>): boolean {
    return seats.some((group, seat) => {
      if (asked.has(seat) || !people[person]?.includes(group)) return false;
      asked.add(seat);
      const sitting = seated[seat];
      if (sitting !== undefined && !finds(sitting, asked)) return false;
      seated[seat] = person;
      return true;
    });
  }
}
