// npm run reference
import { onNode24 } from './on-node-24.js';

await onNode24(import.meta.url, 'the reference', () => import('./reference.ts'));
