#!/usr/bin/env bash
# Checks out, scans and uploads repositories, one after the other; sweep.yml has
# it run.
#
#   OWNER          the organisation
#   REPOSITORIES   names of its repositories, with commas between them
#   POLICY         the file with the organisation's policy
#   IMAGE          the image of django-session-audit
#   GH_TOKEN       a token that may read them, and upload to code scanning
set -euo pipefail

server=${GITHUB_SERVER_URL:-https://github.com}
pause=4 # seconds for each upload, at least: 1,000 an hour are allowed
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$POLICY" "$work/policy.toml"
export GITHUB_TOKEN=$GH_TOKEN GIT_LFS_SKIP_SMUDGE=1 GIT_TERMINAL_PROMPT=0
gh auth setup-git

# tell says what became of a repository.
failed=0
tell() {
	printf '%s: %s\n' "$1" "$2"
	[ -z "${GITHUB_STEP_SUMMARY:-}" ] || printf -- '- %s: %s\n' "$1" "$2" >>"$GITHUB_STEP_SUMMARY"
}

read -r _ version _ < <(docker run --rm --network none "$IMAGE" version)
for name in ${REPOSITORIES//,/ }; do
	start=$SECONDS
	url=$server/$OWNER/$name
	rm -rf "$work/repository" "$work/out"
	mkdir "$work/out"

	# "ref: refs/heads/main HEAD", and the commit; git's, because questions to
	# git are not counted as those to the API.
	heads=$(git ls-remote --symref "$url" HEAD) || { tell "$name" "cannot be read"; failed=1; continue; }
	ref=$(awk '$1 == "ref:" {print $2}' <<<"$heads")
	commit=$(awk '$2 == "HEAD" && $1 != "ref:" {print $1}' <<<"$heads")
	[ -n "$commit" ] || { tell "$name" "has no commit"; continue; }
	seen=$(gh api "repos/$OWNER/$name/code-scanning/analyses?tool_name=django-session-audit&ref=$ref&per_page=1" \
		--jq '.[0] | "\(.commit_sha) \(.tool.version)"' 2>/dev/null) || seen=
	[ "$seen" != "$commit $version" ] || { tell "$name" "was analysed before"; continue; }

	git clone --quiet --depth 1 --single-branch "$url" "$work/repository" || { tell "$name" "cannot be cloned"; failed=1; continue; }
	commit=$(git -C "$work/repository" rev-parse HEAD)
	code=0
	docker run --rm --network none --read-only -v "$work/repository:/repository:ro" -v "$work/policy.toml:/policy.toml:ro" -v "$work/out:/out" \
		"$IMAGE" scan --quiet --format sarif --policy /policy.toml --output /out/sarif /repository || code=$?
	# 0 and 1 are answers; 2 is a configuration that the policy forbids, 3 a
	# repository that cannot be scanned. Of those, nothing is uploaded.
	[ $code -le 1 ] || { tell "$name" "was not scanned (exit code $code)"; failed=1; continue; }

	if said=$(docker run --rm --read-only -e GITHUB_TOKEN -e GITHUB_API_URL -v "$work/out:/out:ro" \
		"$IMAGE" upload --repository "$OWNER/$name" --commit "$commit" --ref "$ref" /out/sarif 2>&1); then
		tell "$name" "uploaded"
	else
		printf '%s\n' "$said"
		case $said in
		*refused*) tell "$name" "not uploaded, because code scanning is not to be had there" ;;
		*) tell "$name" "not uploaded"; failed=1 ;;
		esac
	fi
	rest=$((pause - (SECONDS - start)))
	[ $rest -le 0 ] || sleep $rest
done
exit $failed
