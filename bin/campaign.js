// npm run campaign -- --paths N
import { onNode24 } from './on-node-24.js';

await onNode24(import.meta.url, 'the campaign', () => import('./campaign.ts'));
