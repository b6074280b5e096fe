# The hub alone: what it runs on, no tools to build with, no tests. See docs/reliability.md, "Images".
FROM node:24.9.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY shared/package.json ./shared/
COPY hub/package.json ./hub/
RUN npx -y pnpm@10.34.9 install --prod --frozen-lockfile --filter @fixproof/hub...

FROM node:24.9.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app ./
COPY tsconfig.base.json ./
COPY shared/tsconfig.json ./shared/
COPY shared/src ./shared/src
COPY hub/tsconfig.json hub/sbom.cdx.json hub/fixproof.config.schema.json ./hub/
COPY hub/bin ./hub/bin
COPY hub/src ./hub/src
WORKDIR /app/hub
# Where the embedded store keeps its data and the proof key, unless the configuration names another folder.
RUN mkdir /data && chown node:node /data && ln -s /data fixproof-data
VOLUME /data
USER node
EXPOSE 8787
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "bin/healthcheck.mjs"]
CMD ["node", "--import", "tsx", "bin/hub.ts"]
