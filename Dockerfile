# The operator: production packages and sources, which Node runs as they are. Build with
#   docker build -t meshwright:0.1.0 .
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package of ours needs its install script; without them nothing foreign runs during the build.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The legacy API bridge as one file.
FROM node:24-slim AS bridge
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build.ts scripts/build.ts
COPY src src
RUN node scripts/build.ts

# No shell, no package manager; writes nothing, so that its root file system can be read-only.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production
COPY --from=packages /app/node_modules node_modules
COPY --from=bridge /app/build/bridge.mjs bridge.mjs
COPY package.json LICENSE ./
COPY charts charts
COPY src src
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/src/main.ts"]
CMD ["run"]
