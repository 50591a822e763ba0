// npm run conformance -- FILE…
import { onNode24 } from './on-node-24.js';

await onNode24(import.meta.url, 'the comparison with AWS', () => import('./conformance.ts'));
