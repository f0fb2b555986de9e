# One binary in an image without a shell.
FROM rust:1.95-bookworm AS build
RUN rustup target add wasm32-unknown-unknown \
 && apt-get update \
 && apt-get install -y --no-install-recommends cmake nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask build --release && cp target/release/meshdeck /meshdeck && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /meshdeck /meshdeck
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV MESHDECK_LISTEN=0.0.0.0:3000 \
    MESHDECK_DATABASE_URL=sqlite:///data/meshdeck.db
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/meshdeck", "healthcheck"]
ENTRYPOINT ["/meshdeck"]
CMD ["serve"]
