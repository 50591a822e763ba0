import type { EngineApi, Machine } from '../api.ts';
import { versionArn } from '../versions.ts';

/** Publishes the present definition as a version, unless it is the latest version already. Gives back the version's ARN. */
export function publish(engine: EngineApi, machine: Machine, description: string): string {
  const versions = machine.versions ?? [];
  const latest = versions.at(-1);
  if (latest?.revisionId === machine.revisionId) return versionArn(machine, latest.number);
  const { definition, roleArn, revisionId } = machine;
  const given = machine.versionsGiven ?? 0;
  const version = {
    number: given + 1,
    definition,
    roleArn,
    revisionId,
    description,
    createdAt: engine.now(),
  };
  engine.putStateMachine({ ...machine, versionsGiven: given + 1, versions: [...versions, version] });
  return versionArn(machine, version.number);
}
