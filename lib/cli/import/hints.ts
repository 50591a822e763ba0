import type { StepTypeName } from '../../steps/catalog.ts';
import { cutText } from './cut-text.ts';

/** Words by which a page gives away that a step type could do it; null where no page can. In the order in which they are shown. */
const telltales: Record<StepTypeName, RegExp | null> = {
  'check-cluster':
    /kubectl\b.*\b(?:get|describe)\s+(?:nodes?|ns|namespaces?|po|pods?|deploy\w*)\b|kubectl\b.*\bcluster-info\b|\breadyz\b|aws eks describe-cluster\b/i,
  'find-backup':
    /velero\b.*\bbackups?\s+(?:get|describe)\b|velero get backups?\b|\b(?:latest|newest|last good) backup\b/i,
  'restore-backup':
    /velero\b.*\b(?:restore create|create restore)\b|\brestore from (?:the |a )?(?:velero )?backup\b/i,
  'verify-workloads':
    /kubectl\b.*\brollout status\b|kubectl\b.*\bwait\b.*\bavailable\b|\bpods? (?:are|is) (?:all )?(?:running|ready)\b/i,
  approve: /\bapprov(?:al|e|ed|es)\b|\bsign[- ]?off\b|\bpermission (?:of|from)\b|\bgo[- ]ahead\b/i,
  decide: /\bdecide\b|\bdecision\b|\bdepending on\b|\bif not\b|\botherwise\b/i,
  wait: /\bwait (?:for )?(?:about |at least |~)?\d+\s*(?:s|m|h|sec|min|hour)|\bsleep \d+/i,
  page: /\bpagerduty\b|\bopsgenie\b|(?<!\b(?:this|that|the|a|api|wiki|status|web) )\b(?:page|wake|call)\s+(?:the|up|out|whoever|somebody|@?[A-Z])/i,
  announce: /\b(?:announce|notify|inform)\b|\bpost (?:in|to|an?)\b|\bstatus ?page\b|\b(?:in|on) slack\b/i,
  runbook:
    /\b(?:see|follow|run|use|start) (?:the )?(?:other )?["'`[]?[\w\s-]{0,40}\b(?:runbook|playbook)\b|\]\([^)\s]*(?:runbook|playbook)[^)\s]*\)/i,
  // everything is one until something better is found
  manual: null,
};

/** A page has long lines, and a pattern is tried at each of their characters. */
const lineMax = 500;

/** The step types that could do what a text says, each with the line that gave it away. */
export function hintsFor(text: string): { uses: string; because: string }[] {
  const lines = text.split('\n').map((line) => line.trim().slice(0, lineMax));
  return Object.entries(telltales).flatMap(([uses, pattern]) => {
    const line = pattern && lines.find((one) => pattern.test(one));
    return line ? [{ uses, because: cutText(line, 70) }] : [];
  });
}
