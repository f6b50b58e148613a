# make            build, vet and test: what a change must pass
# make ci         everything that CI does
.PHONY: all build vet test lint format staticcheck actionlint zizmor vulncheck release-check gen new-rule fuzz bench dist image ci clean

GO      ?= go
VERSION ?= devel
CERTS   ?= /etc/ssl/certs/ca-certificates.crt
ARCH    ?= $(shell $(GO) env GOARCH)
DIST    ?= dist/$(ARCH)
CC_amd64 = x86_64-linux-gnu-gcc
CC_arm64 = aarch64-linux-gnu-gcc
# The tools, at these versions whatever is installed.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
ACTIONLINT  = github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.1.4
GORELEASER  = github.com/goreleaser/goreleaser/v2@v2.16.0
ZIZMOR      = zizmor==1.32.0
FUZZTIME   ?= 10s
WORKFLOWS  ?= .github/workflows/*.yml examples/*.yml

all: build vet test

build:
	$(GO) build ./...

vet:
	$(GO) vet ./... ./.ci/imagetest ./.ci/bench

test:
	$(GO) test ./...

lint: format staticcheck actionlint

format:
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || { echo 'run gofmt -w on these' >&2; exit 1; }

staticcheck:
	$(GO) run $(STATICCHECK) ./... ./.ci/imagetest ./.ci/bench

actionlint:
	$(GO) run $(ACTIONLINT) $(WORKFLOWS)

# zizmor is on PyPI alone, which is why it is not part of lint.
zizmor:
	pipx run $(ZIZMOR) --offline --config .github/zizmor.yml \
		.github/workflows/*.yml .github/dependabot.yml action.yml examples/*.yml

# release-check reads .goreleaser.yaml, and publishes nothing.
release-check:
	$(GO) run $(GORELEASER) check

# vulncheck asks vuln.go.dev, which is why it is not part of lint.
vulncheck:
	$(GO) run $(GOVULNCHECK) ./...

# gen writes what is made from other files; a test fails when it is out of date.
gen:
	$(GO) generate ./...

# make new-rule FAMILY=1 NAME=session-cookie-in-the-url
new-rule:
	$(GO) run ./cmd/newrule . "$(FAMILY)" "$(NAME)"

fuzz:
	FUZZTIME=$(FUZZTIME) .ci/fuzz

# make bench REPOSITORIES="../shop ../blog" measures on these, too. It needs
# ripgrep, and takes minutes.
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	$(GO) build -trimpath -ldflags '-s -w' -o "$$dir/django-session-audit" ./cmd/django-session-audit && \
	$(GO) run ./.ci/bench -program "$$dir/django-session-audit" $(REPOSITORIES)

# dist is what the image of one architecture holds: the binary, linked statically
# with its C parser, and the certificates to know GitHub by. "make dist
# ARCH=arm64" crosses over with the compilers of Debian's gcc-aarch64-linux-gnu.
dist:
	mkdir -p $(DIST)
	CGO_ENABLED=1 GOOS=linux GOARCH=$(ARCH) CC=$(CC_$(ARCH)) $(GO) build -tags netgo,osusergo -trimpath \
		-ldflags '-s -w -X main.version=$(VERSION) -linkmode external -extldflags "-static"' \
		-o $(DIST)/django-session-audit ./cmd/django-session-audit
	cp $(CERTS) $(DIST)/ca-certificates.crt

image: dist
	docker build --build-arg BINARY=prebuilt --build-arg VERSION=$(VERSION) -t django-session-audit:$(VERSION) .

ci:
	bash .ci/run

clean:
	rm -rf dist django-session-audit coverage.out
