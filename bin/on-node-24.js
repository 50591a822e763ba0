import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const wantedMajor = 24;

/**
 * Goes on with `load` under Node 24 or newer; otherwise starts the one that came as a package, with the same script,
 * arguments, signals and exit code. Plain JavaScript, so that any Node can read it.
 *
 * @param {string} script URL of the file that was started
 * @param {string} name what people call it
 * @param {() => Promise<unknown>} load
 */
export async function onNode24(script, name, load) {
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) {
    await load();
    return;
  }
  const packaged = packagedNode();
  if (packaged) startWith(packaged, script, name);
  else giveUp(name);
}

/** Only Linux has a packaged Node of the right version. */
function packagedNode() {
  if (process.platform !== 'linux') return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
    return join(dirname(manifest), 'bin', 'node');
  } catch {
    return undefined;
  }
}

function startWith(node, script, name) {
  const child = spawn(node, [fileURLToPath(script), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', () => giveUp(name));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function giveUp(name) {
  process.stderr.write(
    `${name} needs Node ${wantedMajor} or newer, this is ${process.version}: install it from https://nodejs.org or with your version manager` +
      (process.platform === 'linux' ? ', or run npm ci without --omit=optional to get a packaged one' : '') +
      '\n',
  );
  process.exit(1);
}
