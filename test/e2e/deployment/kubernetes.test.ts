/** The Kubernetes manifests as kustomize renders them: the services, their secrets, their ends, and the allowed connections. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { serviceNames, subgraphNames } from "../../../schema/services.js";
import { type Manifest, readSecretExamples, readSettingsOf } from "../../support/deployment-files.js";
import { describeWithKustomize, findTypeErrors, renderManifests } from "../../support/manifests.js";
import { mainOf, productionSecrets } from "../../support/service-process.js";

const secrets: Record<string, string> = productionSecrets();
const seconds = (milliseconds: number) => milliseconds / 1000;

describeWithKustomize()("the Kubernetes manifests", () => {
  let objects: Manifest[];
  let monitored: Manifest[];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gatehouse-secrets-"));
    objects = renderManifests("overlays/production");
    monitored = renderManifests("overlays/monitored");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const find = (kind: string, name: string, among = objects): Manifest =>
    among.find((one) => one.kind === kind && one.metadata.name === name);
  const podOf = (service: string, among = objects) => find("Deployment", service, among).spec.template;
  const containerOf = (service: string, among = objects) => podOf(service, among).spec.containers[0];
  const examples: Manifest[] = readSecretExamples();
  const filledIn = (name: string, value: string) => secrets[name] ?? value.replace("REPLACE-ME", "secret1");

  /** The settings of a container, with its secrets as files in a folder of the test's own. */
  const settingsOf = (service: string, fill = filledIn, among = objects): Record<string, string> => {
    const { volumes } = podOf(service, among).spec;
    const { sources } = volumes.find(({ name }: Manifest) => name === "secrets").projected;
    const files = Object.assign(
      {},
      ...sources.map(
        ({ secret }: Manifest) => examples.find(({ metadata }) => metadata.name === secret.name).stringData,
      ),
    ) as Record<string, string>;
    for (const [name, value] of Object.entries(files))
      writeFileSync(join(folder, `${service}-${name}`), fill(name, value));
    const [{ configMapRef }] = containerOf(service, among).envFrom;
    const { mountPath } = containerOf(service, among).volumeMounts.find(
      ({ name }: Manifest) => name === "secrets",
    );
    const data: Record<string, string> = find("ConfigMap", configMapRef.name, among).data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => {
        if (!value.startsWith(`${mountPath}/`)) return [name, value];
        expect(value).toBe(`${mountPath}/${name.replace(/_FILE$/, "")}`);
        return [name, join(folder, `${service}-${basename(value)}`)];
      }),
    );
  };

  it.each(serviceNames)(
    "run %s by its command behind a Service of its name, with probes on its health",
    (service) => {
      const { command, image, name, ports, startupProbe, readinessProbe, livenessProbe } =
        containerOf(service);
      expect({ command, name }).toEqual({ command: ["node", mainOf(service)], name: "service" });
      expect(image).toMatch(/^registry\.example\.com\/gatehouse@sha256:[\da-f]{64}$/);
      const { config } = readSettingsOf(service, settingsOf(service));
      expect(ports).toEqual([{ name: "http", containerPort: config.listen.port }]);

      const [startPath, readyPath] = service === "gateway" ? ["ready", "live"] : ["live", "ready"];
      expect(startupProbe.httpGet).toEqual({ path: `/health/${startPath}`, port: "http" });
      expect(readinessProbe.httpGet).toEqual({ path: `/health/${readyPath}`, port: "http" });
      expect(livenessProbe.httpGet).toEqual({ path: "/health/live", port: "http" });

      const { selector, ports: open } = find("Service", service).spec;
      expect(podOf(service).metadata.labels).toMatchObject(selector);
      expect(find("Deployment", service).spec.selector.matchLabels).toEqual(selector);
      expect(open).toHaveLength(1);
      if (service !== "gateway")
        expect(config.serviceUrls[service]).toBe(`http://${service}:${open[0].port}`);
    },
  );

  it.each(serviceNames)("scale %s by its load, and keep it served while nodes are drained", (service) => {
    const labels = podOf(service).metadata.labels;
    const budget = find("PodDisruptionBudget", service).spec;
    expect(labels).toMatchObject(budget.selector.matchLabels);
    expect(Object.keys(budget.selector.matchLabels)).not.toEqual([]);
    expect(budget.maxUnavailable).toBe(1);
    const scaler = find("HorizontalPodAutoscaler", service).spec;
    expect(scaler.scaleTargetRef).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: service });
    expect(scaler.minReplicas).toBeGreaterThanOrEqual(2);
    expect(scaler.maxReplicas).toBeGreaterThan(scaler.minReplicas);
    // A number here would undo what the autoscaler has decided, with each apply.
    expect(find("Deployment", service).spec.replicas).toBeUndefined();
    const { requests, limits } = containerOf(service).resources;
    expect([requests.cpu, requests.memory, limits.memory]).toEqual([
      expect.stringMatching(/^\d+m$/),
      expect.stringMatching(/^\d+Mi$/),
      expect.stringMatching(/^\d+Mi$/),
    ]);
    const keys = podOf(service).spec.topologySpreadConstraints.map(
      ({ topologyKey, labelSelector, matchLabelKeys }: Manifest) => {
        expect(labels).toMatchObject(labelSelector.matchLabels);
        expect(matchLabelKeys).toContain("app.kubernetes.io/name");
        return topologyKey;
      },
    );
    expect(keys).toEqual(["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);
  });

  it.each(serviceNames)("leave %s more time to end than it takes at most", (service) => {
    const { config } = readSettingsOf(service, settingsOf(service));
    const { requestTimeoutMilliseconds } = readSettingsOf("gateway", settingsOf("gateway"))
      .config as Manifest;
    const needed =
      containerOf(service).lifecycle.preStop.sleep.seconds +
      seconds(config.listen.drainDelayMilliseconds ?? Number.POSITIVE_INFINITY) +
      seconds(requestTimeoutMilliseconds);
    expect(podOf(service).spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(needed + 10);
  });

  it("give a subgraph time to say itself what its start waits for", () => {
    for (const service of subgraphNames) {
      const { config } = readSettingsOf(service, settingsOf(service));
      const { periodSeconds, failureThreshold } = containerOf(service).startupProbe;
      expect(periodSeconds * failureThreshold).toBeGreaterThan(config.database?.startSeconds ?? Infinity);
    }
  });

  it.each(subgraphNames)(
    "migrate the database of %s in a Job of its own, for which the service waits",
    (service) => {
      const { spec } = find("Job", `migrate-${service}`);
      const [container] = spec.template.spec.containers;
      expect(container.command).toEqual(["node", "dist/commands/migrate.js", service]);
      expect(container.envFrom).toEqual(containerOf(service).envFrom);
      const { sources } = spec.template.spec.volumes.find(
        ({ name }: Manifest) => name === "secrets",
      ).projected;
      expect(sources).toEqual([{ secret: { name: `gatehouse-${service}` } }]);
      const { database } = readSettingsOf(service, settingsOf(service)).config;
      expect(database).toMatchObject({ migrateAtStart: false });
    },
  );

  it("give each service only secrets that it reads, as files, and examples that are refused until they are filled in", () => {
    for (const service of serviceNames) {
      const ofSecrets: string[] = [];
      const environment = settingsOf(service, (name, value) => {
        ofSecrets.push(name);
        return filledIn(name, value);
      });
      const { names } = readSettingsOf(service, environment);
      expect(ofSecrets.filter((name) => !names.has(`${name}_FILE`))).toEqual([]);
      expect(ofSecrets).toContain("GATEWAY_SECRET");
      expect(containerOf(service).env).toBeUndefined();
      expect(() =>
        readSettingsOf(
          service,
          settingsOf(service, (_, value) => value),
        ),
      ).toThrow("GATEWAY_SECRET is too short");
    }
    expect(find("Secret", "gatehouse-trust")).toBeUndefined();
  });

  it("put one set of limits on every pod: no root, no capability, nothing writable but /tmp", () => {
    const pods = objects.flatMap(({ spec }) => (spec?.template?.spec ? [spec.template.spec] : []));
    expect(pods.length).toBeGreaterThanOrEqual(serviceNames.length);
    for (const { containers, volumes, ...pod } of pods) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: { type: "RuntimeDefault" },
        },
      });
      expect(containers).toHaveLength(1);
      expect(containers[0]).toMatchObject({
        name: "service",
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [
          { name: "tmp", mountPath: "/tmp" },
          { name: "secrets", readOnly: true },
        ],
      });
      // Readable by the user's group, and by no other.
      expect(volumes.find(({ name }: Manifest) => name === "secrets").projected.defaultMode).toBe(0o440);
    }
    expect(find("Namespace", "gatehouse").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    const elsewhere = objects.filter(
      ({ kind, metadata }) => kind !== "Namespace" && metadata.namespace !== "gatehouse",
    );
    expect(elsewhere.map(({ metadata }) => metadata.name)).toEqual([]);
  });

  it("serve metrics on a port of their own, which no Service of a service has", () => {
    for (const service of serviceNames) {
      const { ports } = containerOf(service, monitored);
      const settings = settingsOf(service, filledIn, monitored);
      const { METRICS_PORT, METRICS_HOST } = settings;
      expect(METRICS_HOST).toBe("0.0.0.0");
      expect(readSettingsOf(service, settings).names).toContain("METRICS_PORT");
      expect(ports).toContainEqual({ name: "metrics", containerPort: Number(METRICS_PORT) });
      expect(find("Service", service, monitored).spec.ports).toHaveLength(1);
    }
    const { metadata, spec } = find("Service", "metrics", monitored);
    const monitor = find("ServiceMonitor", "gatehouse", monitored).spec;
    expect(metadata.labels).toMatchObject(monitor.selector.matchLabels);
    expect(monitor.endpoints.map(({ port }: Manifest) => port)).toEqual([spec.ports[0].name]);
    for (const service of serviceNames)
      expect(podOf(service, monitored).metadata.labels).toMatchObject(spec.selector);
  });

  it("have only fields that the oldest supported Kubernetes has, with values of their types", () => {
    expect(findTypeErrors([...monitored, ...examples])).toEqual([]);
    const wrong = structuredClone(monitored);
    find("Deployment", "user", wrong).spec.template.spec.containers[0].livenesProbe = {};
    find("Deployment", "auth", wrong).spec.template.spec.terminationGracePeriodSeconds = "45";
    delete find("Deployment", "gateway", wrong).spec.selector;
    find("NetworkPolicy", "deny-by-default", wrong).spec.policyType = ["Egress"];
    find("ServiceMonitor", "gatehouse", wrong).spec.endpoints[0].interval = "30";
    find("Ingress", "gateway", wrong).apiVersion = "networking.k8s.io/v1beta1";
    expect(
      findTypeErrors(wrong)
        .map((line) => line.split(":")[0])
        .sort(),
    ).toEqual([
      "Deployment auth",
      "Deployment gateway",
      "Deployment user",
      "Ingress gateway",
      "NetworkPolicy deny-by-default",
      "ServiceMonitor gatehouse",
    ]);
  });
});
