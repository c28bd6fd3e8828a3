# Slipway's image: a small Java runtime, the program, an AOT cache, and this repository's migrations and seeds.
#
#   docker buildx build --platform linux/amd64 -t "$IMAGE_URI" --push .      with the example's migrations and seeds
#   docker buildx build --target base -t slipway .                           to build on: FROM slipway, COPY migrations …
#
# One image an architecture is made in one pass: Maven runs on the builder's own, the rest on the target's.

# ---- the program ----
FROM --platform=$BUILDPLATFORM debian:trixie-slim AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends openjdk-25-jdk-headless maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
ARG TARGETARCH
ARG COMMIT
# Behind a proxy that inspects TLS, Maven trusts the certificates in build-ca.crt, if that file is beside this one. They
# are no part of the image.
RUN --mount=type=bind,target=/context \
    if [ -f /context/build-ca.crt ]; then \
      csplit -s -z -f /usr/local/share/ca-certificates/build- -b %03d.crt /context/build-ca.crt '/-BEGIN/' '{*}' \
      && update-ca-certificates >/dev/null 2>&1; \
    fi
# The embedded PostgreSQL is the target's: the training below runs there. The commit is git's, unless it is given.
RUN --mount=type=cache,target=/root/.m2 --mount=type=bind,target=/context \
    commit=$COMMIT; \
    if [ -z "$commit" ] && [ -f /context/.git/HEAD ]; then \
      head=$(cat /context/.git/HEAD); ref=${head#ref: }; \
      if [ "$ref" = "$head" ]; then commit=$head; \
      elif [ -f "/context/.git/$ref" ]; then commit=$(cat "/context/.git/$ref"); \
      else commit=$(sed -n "s#^\([0-9a-f]*\) $ref\$#\1#p" /context/.git/packed-refs); fi; \
    fi; \
    case "$TARGETARCH" in arm64) platform=linux-arm64v8 ;; *) platform=linux-amd64 ;; esac; \
    mvn -B -q -DskipTests package \
      -Dlocal-servers.skip=true -Dembedded.platform="$platform" -Dslipway.commit="$(printf %.7s "${commit:-unknown}")" \
    || { echo "If the certificate was not trusted (PKIX path building failed): put your proxy's CA into build-ca.crt" >&2; exit 1; }

# ---- the runtime: just the modules that are used ----
FROM debian:trixie-slim AS runtime
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends openjdk-25-jdk-headless binutils \
 && rm -rf /var/lib/apt/lists/*
# java.naming checks host names in certificates and resolves them; java.security.jgss and sasl are loaded by the driver
# for Kerberos only. zip-0: the registry compresses better than zip-9 does.
RUN jlink --add-modules java.base,java.sql,java.naming,java.security.jgss,java.security.sasl,jdk.net,jdk.unsupported \
      --strip-java-debug-attributes --strip-native-debug-symbols exclude-debuginfo-files --no-header-files --no-man-pages --compress zip-0 --output /slipway/java \
 && find /slipway/java -name '*.debuginfo' -delete
COPY --from=build /build/target/slipway.jar /slipway/app/slipway.jar
COPY --from=build /build/target/lib /slipway/app/lib
# After a failover a name leads to another server: Java would remember the old one for half a minute.
RUN printf '%s\n' \
      -XX:AOTCache=/slipway/app/slipway.aot \
      -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
      -Xlog:disable -Xlog:all=error:stderr \
      --sun-misc-unsafe-memory-access=allow -Dsun.net.inetaddr.ttl=5 \
      -Djdk.reflect.useNativeAccessorOnly=true -Dorg.jooq.no-logo=true -Dorg.jooq.no-tips=true \
      -cp "/slipway/app/slipway.jar$(printf ':%s' /slipway/app/lib/*.jar)" \
      >/slipway/app/java.options
RUN printf '#!/bin/sh\nexec /slipway/java/bin/java @/slipway/app/java.options dev.slipway.cli.Main "$@"\n' \
      >/slipway/app/slipway && chmod 755 /slipway/app/slipway

# ---- the AOT cache: trained on a real PostgreSQL, by the very runtime and jars that use it ----
FROM runtime AS train
COPY --from=build /build/target/local-lib /train/local-lib
COPY migrations /train/migrations
# PostgreSQL does not run as root.
RUN useradd --uid 10001 --create-home trainer && chown -R trainer /train /slipway/app
USER trainer
WORKDIR /train
# The last line starts it as users will, refusing to start without the cache: a stale one would only cost time, silently.
RUN set -e; mkdir -p server/migrations; echo 'select 1;' >server/migrations/V1__nothing.sql; \
    java -cp '/slipway/app/slipway.jar:/slipway/app/lib/*:/train/local-lib/*' dev.slipway.cli.Main \
      local --keep --port 5433 --migrations server/migrations 2>server/log & server=$!; \
    for _ in $(seq 300); do grep -q Ready: server/log && break; sleep 0.2; done; cat server/log; \
    sed 's#^-XX:AOTCache=.*#-XX:AOTCacheOutput=/slipway/app/slipway.aot#; /^-Xlog/d' /slipway/app/java.options >training.options; \
    sed '/AOT/d' training.options >prepare.options; \
    # Profiles of so short a run cost more to read than they save.
    printf '%s\n' -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining >>training.options; \
    /slipway/java/bin/java @prepare.options dev.slipway.cli.Training \
      'jdbc:postgresql://127.0.0.1:5433/postgres?user=postgres'; \
    export DATABASE_URL=postgresql://trainee:training@127.0.0.1:5433/training MIGRATIONS_DIR=/train/migrations RUN_MIGRATIONS=true; \
    /slipway/java/bin/java @prepare.options dev.slipway.cli.Main migrate; \
    /slipway/java/bin/java @training.options dev.slipway.cli.Training; \
    kill "$server"; \
    /slipway/java/bin/java -XX:AOTMode=on @/slipway/app/java.options dev.slipway.cli.Main --version

# ---- what of Debian is left: no manuals, no translations, no converters for old character sets ----
FROM debian:trixie-slim AS debian
RUN rm -rf /usr/share/doc/* /usr/share/man/* /usr/share/info/* /usr/share/locale/* /usr/share/lintian \
      /usr/lib/*-linux-gnu/gconv /var/cache/* /var/lib/apt/lists/* /var/log/*

# ---- what to build on ----
FROM scratch AS base
COPY --from=debian / /
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="slipway" \
      org.opencontainers.image.description="Runs PostgreSQL migrations and seeds where the database lives" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$COMMIT"
COPY --from=train --chown=0:0 /slipway /slipway
RUN ln -s /slipway/app/slipway /usr/local/bin/slipway \
 && mkdir -p /slipway/migrations /slipway/seeds /slipway/lib
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    MIGRATIONS_DIR=/slipway/migrations \
    SEEDS_DIR=/slipway/seeds \
    SEED_LIB_DIR=/slipway/lib
WORKDIR /slipway
# A fixed number, no name: any other uid works as well, since nothing is written.
USER 10001:10001
# Java itself is process 1 and gets the signals.
ENTRYPOINT ["/slipway/java/bin/java", "@/slipway/app/java.options", "dev.slipway.cli.Main"]
CMD ["run"]

# ---- this repository's own migrations and seeds ----
FROM base
COPY migrations /slipway/migrations
COPY seeds /slipway/seeds
COPY --from=build /build/target/seed-lib /slipway/lib
