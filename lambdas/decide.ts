import { handleDecide } from '../lib/handlers/decide.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleDecide);
