/** Words, and insertions as a whole: `{{ $choice.age }}` stays on one line. */
const words = /(?:\{\{.*?\}\}|[^ ])+/g;

/**
 * A text in lines of at most `width` characters where its words allow; what YAML reads of them, folded, is the text. Undefined when it
 * cannot be folded.
 */
export function fold(text: string, width: number): string[] | undefined {
  // a line that begins or ends with white space would be read as another text
  if (/[\n\t]|^ | $| {2}/.test(text)) return undefined;
  const lines: string[] = [];
  for (const word of text.match(words) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 1 ? lines : undefined;
}
