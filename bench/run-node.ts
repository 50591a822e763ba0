import { spawn } from 'node:child_process';
import { root } from './root.ts';

/** A process of Node that ended well. */
export interface Ended {
  /** From before it was started until it was gone. */
  ms: number;
  out: string;
}

/** Runs this Node with arguments, in the checkout, without a terminal; fails with what it printed when it ends badly. */
export async function runNode(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const ms = performance.now() - began;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}: ${err.trim() || out.trim()}`);
  return { ms, out };
}
