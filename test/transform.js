// TypeScript for jest: stripped by esbuild to CommonJS, which jest runs twice as fast as native modules.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const options = {
  format: 'cjs',
  target: 'node24',
  loader: 'ts',
  sourcemap: 'inline',
  supported: { 'dynamic-import': false },
  banner: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
  define: { 'import.meta.url': '__importMetaUrl', 'import.meta.dirname': '__dirname' },
};
const self = readFileSync(new URL(import.meta.url));

export default {
  process: (source, path) => transformSync(source, { ...options, sourcefile: path }),
  getCacheKey: (source, path) => createHash('sha256').update(self).update(path).update(source).digest('hex'),
};
