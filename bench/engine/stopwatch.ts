/** Milliseconds of the machine's time that something takes. */
export async function wallMs(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/**
 * Milliseconds of processor time that something takes in this process, the collector's and the compiler's threads
 * included: what one core would need at most, whatever else the machine does meanwhile.
 */
export async function processorMs(act: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
