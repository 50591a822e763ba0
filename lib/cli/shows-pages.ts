import type { Screen } from './screen.ts';

/**
 * Shows what somebody is told by this terminal, line by line: simulated, as everything here. It was made harmless where it was sent. A
 * line that comes again at once is about several messages of one question, and says nothing new.
 */
export function showsPages({ line, paint }: Pick<Screen, 'line' | 'paint'>): (text: string) => void {
  let before = '';
  return (text) => {
    if (text.trim() !== '' && text !== before) line(paint('yellow', `  sandbox · page · ${text}`));
    before = text;
  };
}
