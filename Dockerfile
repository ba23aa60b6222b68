# The service from a clone: packed as it is published, then installed from that package alone.
FROM node:24-slim AS pack
WORKDIR /clone
COPY . .
RUN npm ci && mkdir /packed && npm pack --pack-destination /packed

FROM node:24-slim
WORKDIR /app
COPY --from=pack /packed/*.tgz ./
RUN npm install --omit=dev --no-audit --no-fund ./*.tgz && rm ./*.tgz && mkdir /data && chown node:node /data
USER node
# beyond loopback the service does not start without SPOOR_TOKEN
ENV NODE_ENV=production SPOOR_HOST=0.0.0.0 SPOOR_PORT=3002 SPOOR_DATA=/data
VOLUME /data
EXPOSE 3002
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.SPOOR_PORT + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=75", "node_modules/spoor/bin/spoor.js", "serve"]
