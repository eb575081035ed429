/** This project's own gateway as a router: the measure for the others. */
import { startGateway } from "../../gateway/app.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { silentLog } from "../support/environment.js";
import { createSparePlanners } from "../support/spare-planners.js";
import type { Router } from "./router.js";

/** The gateway of the system itself; set up otherwise, another one in this process. */
export const gatewayRouter: Router = {
  title: "Gatehouse's gateway",
  addressHeader: "x-forwarded-for",
  install: async () => {},
  async start({ system, gatewaySecret, enforces }) {
    if (enforces && gatewaySecret === system.gatewaySecret)
      return { url: system.urls.gateway, stop: async () => {} };
    const stack = createCloserStack();
    const url = await startGateway(
      { ...system.config.gateway, authorization: enforces, gatewaySecret, serviceUrls: system.urls },
      {
        bus: createInProcessBus(),
        log: silentLog(),
        telemetry: noTelemetry,
        lifecycle: stack,
        startPlanner: createSparePlanners(),
      },
    );
    return { url, stop: stack.stop };
  },
};
