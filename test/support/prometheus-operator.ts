/**
 * The part of the Prometheus operator's API that the manifests use, written from its reference:
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
import type { LabelSelector, ObjectMeta } from "kubernetes-types/meta/v1.js";

/** Says which Services Prometheus scrapes. */
export interface ServiceMonitor {
  apiVersion: "monitoring.coreos.com/v1";
  kind: "ServiceMonitor";
  metadata: ObjectMeta;
  spec: {
    selector: LabelSelector;
    /** Labels of the Service whose values become labels of the metrics. */
    targetLabels?: string[];
    /** Labels of the pod whose values become labels of the metrics. */
    podTargetLabels?: string[];
    endpoints: {
      /** The name of the Service's port. */
      port?: string;
      path?: string;
      scheme?: "http" | "https";
      /** Such as `30s`. */
      interval?: `${number}s` | `${number}m`;
      scrapeTimeout?: `${number}s`;
      honorLabels?: boolean;
    }[];
  };
}
