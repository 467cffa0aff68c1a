# One image for every app; the command says which: node apps/<name>/src/main.ts
FROM node:24-bookworm-slim AS base
WORKDIR /darkroom

# Only the apps and the packages they need; package.json files apart, so that the install below is cached until they change.
# Text is the same for every platform, so this stage runs on the one that builds.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS pruned
WORKDIR /darkroom
COPY . .
RUN npx --yes "turbo@$(sed -n 's/^  turbo: //p' pnpm-workspace.yaml)" telemetry disable >/dev/null \
  && npx --yes "turbo@$(sed -n 's/^  turbo: //p' pnpm-workspace.yaml)" prune --docker \
    @darkroom/api @darkroom/worker @darkroom/notifier @darkroom/dashboard @darkroom/simulator

FROM base AS installed
COPY --from=pruned /darkroom/out/json/ .
# --filter-prod follows production dependencies only: what serves tests stays out.
RUN npx --yes "$(node -p "require('./package.json').packageManager")" install --prod --frozen-lockfile \
  --filter-prod '@darkroom/api...' --filter-prod '@darkroom/worker...' --filter-prod '@darkroom/notifier...' \
  --filter-prod '@darkroom/dashboard...' --filter-prod '@darkroom/simulator...'

FROM base
ENV NODE_ENV=production
COPY --from=pruned /darkroom/out/full/ .
COPY --from=installed /darkroom/ .
# For ARCHIVE_URL=file:///archive: a volume that is mounted there takes over this owner.
RUN install -d -o 1000 -g 1000 /archive
# The official image calls this user "node".
USER 1000:1000
# Every app here listens on PORT, also those that serve nothing but their health.
ENV PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/src/main.ts"]
# `npm run release` prints the arguments. Last, so that they leave the layers before in the cache.
ARG VERSION= REVISION= CREATED=
LABEL org.opencontainers.image.title="Darkroom" \
  org.opencontainers.image.description="A durable job queue in front of Getty Images' AI Generator" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.created="$CREATED"
