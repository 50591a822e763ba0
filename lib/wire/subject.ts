/** SNS takes subjects of less than 100 characters, ASCII, without line breaks. Source: Publish, API reference. */
const subjectLengthMax = 99;

/** A text as the subject of a message of SNS. */
export function subjectOf(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim();
  return line.slice(0, subjectLengthMax) || 'Rebound';
}
