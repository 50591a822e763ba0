// npm run bench
import { onNode24 } from '../bin/on-node-24.js';

await onNode24(import.meta.url, 'the bench', () => import('./main.ts'));
