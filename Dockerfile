# The operator, and the legacy API bridge that stands beside old binaries, as bundles without packages. Build with
#   docker build -t meshwright:0.1.0 .
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package that the build needs has to run its install script; without them nothing foreign runs during the build.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build.ts scripts/bundle.ts scripts/
COPY charts charts
COPY src src
RUN node scripts/build.ts build --alone

# No shell, no package manager; writes nothing, so that its root file system can be read-only.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/build/bridge.mjs /app/build/meshwright.mjs ./
COPY --from=build /app/build/chunks chunks
COPY LICENSE ./
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/meshwright.mjs"]
CMD ["run"]
