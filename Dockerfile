# The image of the action: one static binary and the certificates it needs to
# talk to GitHub. Nothing else is in it, no shell either.
#
#   docker build .                              builds the binary, too
#   docker build --build-arg BINARY=prebuilt .  takes what "make dist" left in dist/
#
# (buildah 1.28 has to be told the default, too: --build-arg BINARY=build.)
#
# Tags stand here for readers and for builds from a branch. A release does not
# build from them: its action.yml names the released image by digest.
ARG BINARY=build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
RUN make dist DIST=/dist VERSION="$VERSION"

FROM scratch AS prebuilt
ARG TARGETARCH
COPY dist/${TARGETARCH}/ /dist/

FROM ${BINARY} AS binary

FROM scratch
ARG VERSION=devel
LABEL org.opencontainers.image.title="django-session-audit" \
      org.opencontainers.image.description="Says what a Django project's session settings will be in production, and what is wrong with them" \
      org.opencontainers.image.source="https://github.com/django-session-audit/django-session-audit" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=binary /dist/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=binary /dist/django-session-audit /django-session-audit
# No USER: the runner mounts files that only root may write (the outputs, the
# job summary) and asks for root in Docker actions.
ENTRYPOINT ["/django-session-audit"]
