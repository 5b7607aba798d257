FROM node:24-slim AS build
WORKDIR /app
# Only what installing reads, so that a change of the program installs nothing again.
COPY package.json package-lock.json ./
COPY src/cli/link.ts ./src/cli/
# Prisma's client brings 20 query compilers, 65 MB; the generated client loads one of them.
RUN npm ci --omit=dev \
  && find node_modules/@prisma/client/runtime -name '*.wasm-base64.*' \
  ! -name query_compiler_fast_bg.postgresql.wasm-base64.mjs -delete

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=3000
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
COPY manifests ./manifests
COPY src ./src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: the process must get the signal that stops it.
CMD ["node", "src/main.ts"]
