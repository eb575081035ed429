# One image for all services; the command says which one runs:
#   node dist/gateway/main.js   node dist/subgraphs/NAME/main.js
ARG NODE_IMAGE=node:20.20-bookworm-slim

# Compiled code and the packages' files are made on the builder's own processor, whichever the image is for.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS manifest
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json ./client/
COPY embedded-mongo/package.json ./embedded-mongo/
COPY web/package.json ./web/

FROM manifest AS build
RUN npm ci --include=dev
COPY . .
RUN node commands/launch.mjs build

# Without client and web, which are no parts of the services. npm calls amd64 x64.
FROM manifest AS dependencies
ARG TARGETARCH
RUN npm ci --omit=dev --workspace=embedded-mongo --include-workspace-root \
  --os=linux --libc=glibc --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)"

FROM ${NODE_IMAGE} AS runtime
# The image needs no package managers, whose dependencies would need patches.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
# No other container reaches a loopback address.
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY package.json ./
COPY embedded-mongo/package.json ./embedded-mongo/
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/embedded-mongo/dist ./embedded-mongo/dist
COPY --from=build /app/web/dist ./web/dist
# Of the playground's packages, the files that its page loads.
COPY --from=build /app/node_modules/graphiql/package.json /app/node_modules/graphiql/graphiql.min.js \
  /app/node_modules/graphiql/graphiql.min.css ./node_modules/graphiql/
COPY --from=build /app/node_modules/react/package.json ./node_modules/react/
COPY --from=build /app/node_modules/react/umd/react.production.min.js ./node_modules/react/umd/
COPY --from=build /app/node_modules/react-dom/package.json ./node_modules/react-dom/
COPY --from=build /app/node_modules/react-dom/umd/react-dom.production.min.js ./node_modules/react-dom/umd/
# Files that are read at run time: the texts of --help, the schemas, the console's operations and the playground's page.
COPY commands/usage ./commands/usage
COPY schema/*.graphql ./schema/
COPY schema/events ./schema/events
COPY operations ./operations
COPY gateway/development/pages ./gateway/development/pages
# By number, so that an orchestrator can see that it is not root. All files belong to root and are not writable.
USER 1000:1000
EXPOSE 4000 4001 4002 4003
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=2s CMD ["node", "dist/commands/health.js"]
# The base image would start a shell script first.
ENTRYPOINT []
CMD ["node", "dist/gateway/main.js"]
