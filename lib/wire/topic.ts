/** The last resort: an SNS topic that reaches people without anything of ours. Errors as of the pager. */
export interface Topic {
  publish: (subject: string, message: string) => Promise<void>;
}
