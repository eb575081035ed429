/** Builds the console into web/dist, which the gateway serves under /app; `npm run dev` serves it from its sources. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What the development server passes on to the gateway. */
const gatewayPaths = ["/graphql", "/mailbox", "/playground", "/health"];
const gatewayUrl = process.env.GATEHOUSE_URL ?? "http://localhost:4000";

export default defineConfig({
  root: here("."),
  base: "/app/",
  plugins: [react()],
  resolve: {
    // The package writes a style element into the page, which the content security policy forbids.
    alias: { "react-remove-scroll": here("design/lock-scroll.tsx") },
  },
  build: {
    // For apollo, whose ES modules are written for them, and for `light-dark()`.
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    // Every file is a file of its own, since the policy allows no data: URLs.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  server: {
    port: 5173,
    // Its own page is then of the gateway's origin to itself: cookies work as in production.
    proxy: Object.fromEntries(gatewayPaths.map((path) => [path, { target: gatewayUrl, ws: true }])),
  },
});
