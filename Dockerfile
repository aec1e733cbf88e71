# The program alone, for a PostgreSQL server beside it (compose.yaml): DATABASE_URL says where it is.
# Copies are made and brought back by the program itself, so the image needs nothing of PostgreSQL.

FROM docker.io/library/rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock sqlx.toml ./
COPY .sqlx .sqlx
COPY locales locales
COPY migrations migrations
COPY static static
COPY templates templates
COPY src src
# Cargo wants every target that Cargo.toml names.
COPY benches benches
# The statements are checked against .sqlx: no database is needed to build.
ENV SQLX_OFFLINE=true
RUN cargo build --release --locked

FROM docker.io/library/debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin book \
    && install -d -o book -g book -m 0700 /data
COPY --from=build /build/target/release/sodangvien /usr/local/bin/sodangvien
USER book
# The key of the sealed numbers lies here: keep it, and keep it apart from the copies of the database.
VOLUME /data
ENV DATA_DIR=/data LISTEN=0.0.0.0:3000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/sodangvien"]
CMD ["serve"]
