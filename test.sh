#!/usr/bin/env bash
# Builds everything once (Release) and runs every test project. Works from any folder, on a machine that has only the .NET 10 SDK.
#   ./test.sh           all tests but the long ones
#   ./test.sh --long    the long ones too
#   ./test.sh --cases   only the tests that read the folders of published cases, vectors and recorded data
#   ./test.sh --coverage         all tests but the long ones, with the lines and branches of src that they run, a project
#   ./test.sh --mutation ROOM... spoils Core's rooms (folders) line by line, and counts what the tests of each room notice
# EXOROUTE_CASES, EXOROUTE_VECTORS and EXOROUTE_DATA name those folders (default: ../shared/cases, vectors, data). Exit code 0 when
# tests ran and none failed. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2

long=no coverage=no only=()

# Mutation: slow (a minute to build, then about a second a mutant), so a room at a time, against that room's own tests.
mutate() {
  [ $# -gt 0 ] || set -- Units Market Problems Solving Plans Orders Risk Routing Encoding Store
  dotnet tool restore > /dev/null || { echo "the tools of .config/dotnet-tools.json could not be restored" >&2; return 1; }
  cd tests/ExoRoute.Core.Tests || return 2
  local bad=0
  for room in "$@"; do
    [ -d "../../src/ExoRoute.Core/$room" ] || { echo "test.sh: Core has no room '$room'." >&2; return 2; }
    echo "mutants of $room:"
    EXOROUTE_ROOM=$room EXOROUTE_FUZZ_TIMES=1 dotnet stryker -m "$room/**/*.cs" -O "bin/mutation/$room" || bad=1
  done
  return "$bad"
}

for option in "$@"; do
  case $option in
    --long) long=yes ;;
    --coverage) coverage=yes ;;
    --mutation) shift; mutate "$@"; exit ;;
    --cases) only=(--filter-trait Kind=cases) ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "test.sh: '$option' is not an option; --long, --cases, --coverage, --mutation and --help are." >&2; exit 2 ;;
  esac
done
filters=("${only[@]}")
[ "$long" = yes ] || filters+=(--filter-not-trait Kind=long)

results=$(mktemp -d) || exit 2
trap 'rm -rf "$results"' EXIT
mkdir "$results/lines"
export EXOROUTE_CASE_LINES="$results/lines"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Programs that some tests drive, with the package each comes in. A test whose program is missing skips itself and says so.
tools=(strace:strace qemu-aarch64:qemu-user clang:clang glpsol:glpk-utils)
for entry in "${tools[@]}"; do
  program=${entry%%:*} package=${entry#*:}
  command -v "$program" > /dev/null && continue
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    install=(env DEBIAN_FRONTEND=noninteractive timeout 180 apt-get install -y -qq --no-install-recommends "$package")
    "${install[@]}" > "$results/apt" 2>&1 ||
      { timeout 180 apt-get update -qq >> "$results/apt" 2>&1; "${install[@]}" >> "$results/apt" 2>&1; }
  fi
  command -v "$program" > /dev/null || echo "$program: not on this machine and could not be installed, its tests are skipped"
done

# The replay on arm64 needs that machine's libraries too; libssl (the runtime's SHA-256) is in no cross package and is unpacked from its own.
arm=/usr/aarch64-linux-gnu
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && command -v qemu-aarch64 > /dev/null && [ ! -e "$arm/usr/lib/aarch64-linux-gnu/libssl.so.3" ]; then
  mkdir -p "$results/arm/lists/partial"
  (
    cd "$results/arm" || exit
    DEBIAN_FRONTEND=noninteractive timeout 180 apt-get install -y -qq --no-install-recommends libstdc++6-arm64-cross
    apt=(timeout 180 apt-get -qq -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 -o "Dir::State::lists=$PWD/lists" -o APT::Sandbox::User=root)
    "${apt[@]}" update && "${apt[@]}" download libssl3:arm64 && dpkg -x libssl3*.deb "$arm"
  ) > "$results/apt" 2>&1
fi

# Nothing was tested: still the promised last line, and never exit code 0.
give_up() { echo "$1"; echo "0 passed, 1 failed"; exit 1; }

measure=() locked=(--locked-mode)
if [ "$coverage" = yes ]; then
  export EXOROUTE_COVERAGE=1 # Directory.Build.props: the tests get a package more, which no lock file holds
  locked=()
  measure=(--coverlet --coverlet-output-format cobertura --coverlet-include "[ExoRoute*]*" --coverlet-include "[exoroute]*" --coverlet-exclude "[*.Tests]*")
fi

echo "restore and build ..."
dotnet restore "${locked[@]}" -v quiet ExoRoute.sln || give_up "restore failed: see above. Packages and lock files must agree (packages.lock.json)."
dotnet build -c Release --no-restore -v quiet ExoRoute.sln || give_up "build failed: see above."

# A project that does not come to an end is ended, and its log names the test that hung.
limit=()
if [ "$long" = no ] && command -v timeout > /dev/null; then
  limit=(timeout -k 10 "$([ "$coverage" = yes ] && echo 1800 || echo 600)")
fi

# The number that an attribute of the report's <assembly> element holds.
count() { sed -n 's/.*<assembly [^>]*[ "]'"$1"'="\([0-9]*\)".*/\1/p' "$2" | head -n 1; }

passed=0 failed=0
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  report="$results/$name.xml"
  start=$SECONDS
  ${limit[@]+"${limit[@]}"} dotnet "tests/$name/bin/Release/net10.0/$name.dll" "${filters[@]}" --no-ansi --progress off --output Normal --long-running 60 --xunit-diagnostics on \
    ${measure[@]+"${measure[@]}" --coverlet-file-prefix "$name"} --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$name.xml" > "$results/$name.log" 2>&1
  code=$?

  total=0 bad=0 errors=0 skipped=0
  if [ -s "$report" ]; then
    total=$(count total "$report") bad=$(count failed "$report") errors=$(count errors "$report") skipped=$(count skipped "$report")
    # What a test that could not run says, once each.
    grep -oE '<reason>(<!\[CDATA\[)?[^]<]+' "$report" | sed -E 's/<reason>(<!\[CDATA\[)?/skipped: /' >> "$results/skips"
  fi
  total=${total:-0} bad=$((${bad:-0} + ${errors:-0})) skipped=${skipped:-0}
  # 0: all passed. 2: some failed. 8: no test here matches. Anything else, or no report: the project itself broke.
  case $code in
    0 | 8) ;;
    2) [ "$bad" -gt 0 ] || bad=1 ;;
    124 | 137) bad=1; echo "$name: did not end, and was ended after $((SECONDS - start)) s" ;;
    *) [ "$bad" -gt 0 ] || bad=1; echo "$name: ended with code $code" ;;
  esac
  if [ "$code" = 0 ] && [ "$total" = 0 ]; then
    bad=1 # it says that it ran tests, and nothing counts them
    echo "$name: no report of its tests"
  fi
  good=$((total - bad - skipped))
  [ "$good" -ge 0 ] || good=0
  passed=$((passed + good)) failed=$((failed + bad))
  [ "$bad" -eq 0 ] || cat "$results/$name.log"
  [ "$((total + bad))" -eq 0 ] || printf '%-40s %5d passed, %d failed, %d skipped, %d s\n' "$name" "$good" "$bad" "$skipped" "$((SECONDS - start))"
done

[ ! -s "$results/skips" ] || sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&amp;/\&/g' "$results/skips" | sort -u
cat "$results"/lines/*.txt 2> /dev/null | sort -u
[ $((passed + failed)) -gt 0 ] || echo "no test ran"
if [ "$coverage" = yes ]; then
  dotnet tool restore > "$results/tools" 2>&1 || cat "$results/tools"
  dotnet reportgenerator "-reports:$results/*.cobertura*.xml" "-targetdir:$results/coverage" "-reporttypes:MarkdownAssembliesSummary" > "$results/merge" 2>&1 || cat "$results/merge"
  sed -n 's/\*\*//g; /^|/p' "$results/coverage/Summary.md"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
