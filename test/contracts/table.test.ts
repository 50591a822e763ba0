import { tableContract } from './table.ts';
import { tableWorlds } from './table-worlds.ts';

for (const [name, open] of Object.entries(tableWorlds)) tableContract(name, open);
