/**
 * The same function, with its last answers kept: for what is asked for the same text again and again and depends on nothing else.
 * At most `most` answers; then it begins anew, so that a long-lived process holds no more than that. Answers are shared: they must
 * never be changed.
 */
export function remembered<T>(answer: (text: string) => T, most = 2000): (text: string) => T {
  let answers = new Map<string, T>();
  return (text) => {
    const before = answers.get(text);
    if (before !== undefined) return before;
    const found = answer(text);
    if (answers.size >= most) answers = new Map();
    answers.set(text, found);
    return found;
  };
}
