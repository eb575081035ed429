/** The Kubernetes manifests: the services with their probes, limits, secrets, and the allowed connections. */
import { describe, expect, it } from "@jest/globals";
import { serviceNames, subgraphNames } from "../../../schema/services.js";
import { type Manifest, readManifests, readSettingsOf } from "../../support/deployment-files.js";
import { mainOf, productionSecrets } from "../../support/service-process.js";

const secrets: Record<string, string> = productionSecrets();

describe("the Kubernetes manifests", () => {
  const [kustomization] = readManifests("kustomization.yaml");
  const objects: Manifest[] = kustomization.resources.flatMap(readManifests);
  const find = (kind: string, name: string): Manifest =>
    objects.find((one) => one.kind === kind && one.metadata.name === name);
  const templates: Manifest[] = readManifests("secrets.example.yaml");
  const containerOf = (service: string) => find("Deployment", service).spec.template.spec.containers[0];

  const settingsOf = (
    service: string,
    ofSecrets: (name: string, value: string) => string,
  ): Record<string, string> => {
    const sources: Manifest[] = containerOf(service).envFrom;
    const pairs = sources.flatMap(({ configMapRef, secretRef }) =>
      Object.entries<string>(
        configMapRef
          ? find("ConfigMap", configMapRef.name).data
          : templates.find(({ metadata }) => metadata.name === secretRef.name).stringData,
      ).map(([name, value]) => [name, secretRef ? ofSecrets(name, value) : value] as const),
    );
    return Object.fromEntries(pairs);
  };
  const filledIn = (name: string, value: string) => secrets[name] ?? value.replace("REPLACE-ME", "secret1");

  it.each(serviceNames)(
    "run %s by its command behind a Service of its name, with probes on its health",
    (service) => {
      const { command, image, name, ports, startupProbe, readinessProbe, livenessProbe } =
        containerOf(service);
      expect({ command, image, name }).toEqual({
        command: ["node", mainOf(service)],
        image: "gatehouse",
        name: "service",
      });
      const { config } = readSettingsOf(service, settingsOf(service, filledIn));
      expect(ports).toEqual([{ name: "http", containerPort: config.listen.port }]);

      const [startPath, readyPath] = service === "gateway" ? ["ready", "live"] : ["live", "ready"];
      expect(startupProbe.httpGet).toEqual({ path: `/health/${startPath}`, port: "http" });
      expect(readinessProbe.httpGet).toEqual({ path: `/health/${readyPath}`, port: "http" });
      expect(livenessProbe.httpGet).toEqual({ path: "/health/live", port: "http" });

      const { selector, ports: open } = find("Service", service).spec;
      expect(find("Deployment", service).spec.template.metadata.labels).toMatchObject(selector);
      expect(find("Deployment", service).spec.selector.matchLabels).toEqual(selector);
      expect(open).toHaveLength(1);
      if (service !== "gateway")
        expect(config.serviceUrls[service]).toBe(`http://${service}:${open[0].port}`);
    },
  );

  it("give each service only secrets that it reads, and templates that are refused until they are filled in", () => {
    for (const service of serviceNames) {
      const ofSecrets: string[] = [];
      const environment = settingsOf(service, (name, value) => {
        ofSecrets.push(name);
        return filledIn(name, value);
      });
      const { names } = readSettingsOf(service, environment);
      expect(ofSecrets.filter((name) => !names.has(name))).toEqual([]);
      expect(() =>
        readSettingsOf(
          service,
          settingsOf(service, (_, value) => value),
        ),
      ).toThrow("GATEWAY_SECRET is too short");
    }
  });

  it("lay one set of limits over every Deployment: no root, no capability, nothing writable but /tmp", () => {
    expect(kustomization.patches).toEqual([{ path: "common.yaml", target: { kind: "Deployment" } }]);
    const { containers, ...pod } = readManifests("common.yaml")[0].spec.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(containers).toHaveLength(1);
    expect(containers[0]).toMatchObject({
      name: "service",
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      resources: {
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      },
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    });
    expect(find("Namespace", kustomization.namespace).metadata.labels).toEqual({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  it("let all sources reach the gateway, and only Gatehouse's own pods the subgraphs", () => {
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy").map(({ spec }) => spec);
    const admits = (service: string, from: Record<string, string>) => {
      const labels = find("Deployment", service).spec.template.metadata.labels;
      const holds = (wanted: Record<string, string> = {}, had: Record<string, string>) =>
        Object.entries(wanted).every(([name, value]) => had[name] === value);
      const standing = policies.filter(({ podSelector }) => holds(podSelector.matchLabels, labels));
      expect(standing.length).toBeGreaterThan(0);
      const rules: Manifest[] = standing.flatMap(({ ingress = [] }) => ingress);
      return rules.some(
        (rule) =>
          !rule.from || rule.from.some(({ podSelector }: Manifest) => holds(podSelector.matchLabels, from)),
      );
    };
    const stranger = { "app.kubernetes.io/name": "other" };
    const gateway = find("Deployment", "gateway").spec.template.metadata.labels;
    expect(admits("gateway", stranger)).toBe(true);
    for (const service of subgraphNames) {
      expect(admits(service, stranger)).toBe(false);
      expect(admits(service, gateway)).toBe(true);
    }
  });
});
