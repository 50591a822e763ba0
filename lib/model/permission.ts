/** An IAM statement. Placeholders in `resources`: `${account}`, `${region}`, `${cluster}`. */
export interface Statement {
  actions: string[];
  resources: string[];
}
