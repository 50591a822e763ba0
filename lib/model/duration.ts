const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90s`, `15m`, `3h`, `7d`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const unit = match && unitSeconds[match[2] ?? ''];
  return match && unit ? Number(match[1]) * unit : undefined;
}

/** Seconds as people read them, in two units at most: `45 s`, `3 m 20 s`, `3 h 0 m`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** As people write an objective: `75 m` rather than `1 h 15 m`, `24 h` rather than `1 d 0 h`. */
export function formatObjective(seconds: number): string {
  if (seconds % 60 === 0 && seconds < 3 * 3600) return `${seconds / 60} m`;
  return seconds % 3600 === 0 && seconds <= 48 * 3600 ? `${seconds / 3600} h` : formatDuration(seconds);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time as people read it: `24 Nov 03:05 UTC`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}
