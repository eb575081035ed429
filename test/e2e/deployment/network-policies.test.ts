/** The Kubernetes network policies, read as a network plugin reads them: which connections they allow, in and out. */
import { beforeAll, expect, it } from "@jest/globals";
import { serviceNames, subgraphNames } from "../../../schema/services.js";
import type { Manifest } from "../../support/deployment-files.js";
import { describeWithKustomize, renderManifests } from "../../support/manifests.js";

type Labels = Record<string, string>;
/** A pod of another namespace, or an address outside. */
interface Peer {
  labels?: Labels;
  namespace?: string;
  address?: string;
}

const stranger: Labels = { "app.kubernetes.io/name": "other" };

function selects({ matchLabels = {}, matchExpressions = [] }: Manifest, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, operator, values }: Manifest) => {
      if (operator !== "In") throw new Error(`The test does not know ${operator}.`);
      return values.includes(labels[key]);
    })
  );
}

function isPeer(rule: Manifest, { labels = {}, namespace, address }: Peer): boolean {
  if (rule.ipBlock) return address !== undefined && rule.ipBlock.cidr === `${address}/32`;
  if (address !== undefined) return false;
  const isThere =
    rule.namespaceSelector === undefined
      ? namespace === undefined
      : selects(rule.namespaceSelector, { "kubernetes.io/metadata.name": namespace ?? "gatehouse" });
  return isThere && selects(rule.podSelector ?? {}, labels);
}

describeWithKustomize()("the Kubernetes network policies", () => {
  let objects: Manifest[];
  beforeAll(() => {
    objects = renderManifests("overlays/monitored");
  });
  const labelsOf = (service: string): Labels =>
    objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === service).spec.template
      .metadata.labels;

  /** A pod that a policy selects for a direction has no connections but those that a policy allows. */
  const allows = (
    direction: "Ingress" | "Egress",
    pod: Labels,
    port: number | string,
    peer: Peer,
  ): boolean => {
    const policies = objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .map(({ spec }) => spec)
      .filter((spec) => spec.policyTypes.includes(direction) && selects(spec.podSelector, pod));
    expect(policies.length).toBeGreaterThan(0);
    const rules: Manifest[] = policies.flatMap(({ ingress = [], egress = [] }) =>
      direction === "Ingress" ? ingress : egress,
    );
    return rules.some((rule) => {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      const isPort = rule.ports.some((one: Manifest) => one.port === port);
      return isPort && (peers === undefined || peers.some((one: Manifest) => isPeer(one, peer)));
    });
  };
  const connects = (from: string, to: string) =>
    allows("Egress", labelsOf(from), "http", { labels: labelsOf(to) }) &&
    allows("Ingress", labelsOf(to), "http", { labels: labelsOf(from) });

  it("let all sources reach the gateway, and only Gatehouse's own services the subgraphs", () => {
    expect(allows("Ingress", labelsOf("gateway"), "http", { labels: stranger })).toBe(true);
    for (const service of subgraphNames) {
      expect(allows("Ingress", labelsOf(service), "http", { labels: stranger })).toBe(false);
      expect(allows("Ingress", labelsOf(service), "http", { labels: stranger, namespace: "other" })).toBe(
        false,
      );
      expect(connects("gateway", service)).toBe(true);
      for (const other of subgraphNames) expect(connects(other, service)).toBe(true);
      expect(connects(service, "gateway")).toBe(false);
    }
  });

  it("let each service reach the servers that it uses, names included, and nothing else", () => {
    const dns = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
    const [mongodb, rabbitmq, redis, mail] = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"];
    const reach = (service: string) => ({
      mongodb: allows("Egress", labelsOf(service), 27017, { address: mongodb! }),
      rabbitmq: allows("Egress", labelsOf(service), 5671, { address: rabbitmq! }),
      redis: allows("Egress", labelsOf(service), 6379, { address: redis! }),
      mail: allows("Egress", labelsOf(service), 465, { address: mail! }),
    });
    for (const service of serviceNames) {
      expect(allows("Egress", labelsOf(service), 53, dns)).toBe(true);
      expect(allows("Egress", labelsOf(service), 443, { address: "198.51.100.1" })).toBe(false);
      expect(allows("Egress", labelsOf(service), 27017, { address: "198.51.100.1" })).toBe(false);
      expect([service, reach(service)]).toEqual([
        service,
        {
          mongodb: service !== "gateway",
          rabbitmq: true,
          redis: service === "gateway",
          mail: service === "auth",
        },
      ]);
    }
    expect(allows("Egress", stranger, 27017, { address: mongodb! })).toBe(false);
  });

  it("let only Prometheus reach the metrics", () => {
    const prometheus = { "app.kubernetes.io/name": "prometheus" };
    for (const service of serviceNames) {
      const mayScrape = (peer: Peer) => allows("Ingress", labelsOf(service), "metrics", peer);
      expect(mayScrape({ namespace: "monitoring", labels: prometheus })).toBe(true);
      expect(mayScrape({ namespace: "monitoring", labels: stranger })).toBe(false);
      expect(mayScrape({ namespace: "other", labels: prometheus })).toBe(false);
      expect(mayScrape({ labels: labelsOf("gateway") })).toBe(false);
    }
  });
});
