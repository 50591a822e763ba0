import { handleUndo } from '../lib/handlers/undo.ts';
import { lambda } from './lambda.ts';

export const handler = lambda(handleUndo);
