import { cpus, release, totalmem, type } from 'node:os';

/** `AMD EPYC, 2 cores, 8 GB, Node 24.21.0, Linux 6.1.0 x64`: numbers mean little without it. */
export function machineLine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || 'unknown processor';
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${cores.length} cores, ${memoryGb} GB, Node ${process.versions.node}, ${type()} ${release()} ${process.arch}`;
}
