/** An EKS cluster, of DescribeCluster's answer what we use. */
export interface EksCluster {
  name: string;
  arn: string;
  /** CREATING, ACTIVE, DELETING, FAILED, UPDATING, PENDING. */
  status: string;
  /** Absent while the cluster is being made. */
  endpoint?: string;
  /** PEM. */
  certificateAuthority?: string;
  version?: string;
}

export interface EksClient {
  /** Errors: NotFound (only on ResourceNotFoundException), AccessDenied, Throttled, Unavailable, Malformed. */
  describeCluster: (name: string, region: string) => Promise<EksCluster>;
  /** All names in the Region, every page. Same errors. */
  listClusters: (region: string) => Promise<string[]>;
}
