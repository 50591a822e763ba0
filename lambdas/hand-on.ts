import { handleHandOn } from '../lib/handlers/hand-on.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleHandOn);
