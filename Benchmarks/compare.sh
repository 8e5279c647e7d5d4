#!/usr/bin/env bash
# Prices the dealer batch with DealerRules, with the hand-written C++ program and with every peer
# that is installed, in one run, in turn, and writes the ratios to Benchmarks/RESULTS.md.
#
# usage: Benchmarks/compare.sh SHARED [--data DIR] [--rounds N] [--promotions "10 100 1000"] [--quick]
#   SHARED      the folder with gen.py, cpp and peers (or DEALER_PERF in the environment)
#   --data      the generated batch; made there by gen.py where it is missing (default: a cache
#               folder of the user)
#   --rounds    how often each program runs, in turn (default 7)
#   PYTHON      a Python with numpy, and with duckdb, pyarrow and polars for these peers
#   DROOLS      a folder with the Drools jar and the compiled Bench class in out
#   BENCH       the bench program (default: built in release here)
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
shared=${DEALER_PERF:-}
data=${XDG_CACHE_HOME:-$HOME/.cache}/dealer-batch
rounds=7
promotions="10 100 1000"
prices=1000000
peers=1
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --promotions) promotions=$2; shift 2 ;;
    --quick) rounds=3; peers=0; shift ;;
    --help) sed -n '2,14p' "$0" | cut -c3-; exit 0 ;;
    *) shared=$1; shift ;;
  esac
done
if [ -z "$shared" ] || [ ! -f "$shared/gen.py" ]; then
  echo "compare: no folder with gen.py, cpp and peers; see --help" >&2
  exit 2
fi
shared=$(cd "$shared" && pwd)
python=${PYTHON:-python3}
mkdir -p "$data"
data=$(cd "$data" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=$work/runs.tsv
missing=$work/missing.txt
: > "$runs"
: > "$missing"

say() { echo "compare: $*" >&2; }
absent() { say "missing: $*"; echo "$*" >> "$missing"; }

# name, promotions, threads, ns per line, orders per second, digest or check
note() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >> "$runs"; }

# --- the batch -------------------------------------------------------------------------------
batch=$data/default
if [ ! -f "$batch/orders.bin" ]; then
  say "making the batch in $batch"
  "$python" "$shared/gen.py" --out "$batch" --promos 10,100,1000,10000 --narrow 10000 \
    --custprices $prices >&2
fi

# --- programs --------------------------------------------------------------------------------
bench=${BENCH:-}
if [ -z "$bench" ]; then
  say "building bench"
  (cd "$root" && swift build -c release --product bench >&2)
  bench=$(cd "$root" && swift build -c release --show-bin-path)/bench
fi
limit=
winning=
if command -v g++ > /dev/null; then
  cp "$shared"/cpp/limit.cpp "$shared"/cpp/mk2.py "$work"
  if (cd "$work" && "$python" mk2.py && g++ -O3 -march=native -std=c++20 -pthread limit2.cpp \
    -o limit2) >&2; then
    limit=$work/limit2
    if (cd "$work" && "$python" "$root/Benchmarks/winning.py" limit2.cpp winning.cpp \
      && g++ -O3 -march=native -std=c++20 -pthread winning.cpp -o winning) >&2; then
      winning=$work/winning
    else
      absent "the C++ program with its winners (it could not be made of the other)"
    fi
  else
    absent "the C++ program (it does not compile here)"
  fi
else
  absent "the C++ program (no g++)"
fi
has() { "$python" -c "import $1" 2> /dev/null; }
sql=""; frames=""; java=""
if [ $peers = 1 ]; then
  if has numpy && has duckdb && has pyarrow; then sql=1; else
    absent "DuckDB (no Python package duckdb or pyarrow)"; fi
  if has numpy && has polars; then frames=1; else absent "Polars (no Python package polars)"; fi
  if [ -n "${DROOLS:-}" ] && command -v java > /dev/null; then java=1; else
    absent "Drools (no java, or DROOLS does not name its folder)"; fi
  absent "PostgreSQL and the engines that match line by line (run by the shared folder's scripts)"
else
  absent "every peer but the C++ program (--quick)"
fi

# --- runs ------------------------------------------------------------------------------------
ours() { # name, promotions, threads, further options
  local name=$1 tag=$2 threads=$3 line
  shift 3
  line=$("$bench" --files "$batch" --promotions "$tag" --prices $prices --threads "$threads" \
    --reps 3 --json "$@" 2> /dev/null) || { absent "DealerRules at $tag promotions"; return 0; }
  note "$name" "$tag" "$threads" $("$python" -c '
import json, sys
x = json.loads(sys.argv[1])
print(x["ns_per_line_median"], x["orders_per_second_median"], x["digest"])' "$line")
}
limit() { # name, promotions, threads, program
  local text
  text=$("$4" "$batch" "$2" $prices --lookup bits --batch 256 --reps 5 --threads "$3" --check \
    2> /dev/null)
  note "$1" "$2" "$3" $("$python" -c '
import re, sys
t = sys.argv[1]
ns = float(re.search(r"([\d.]+) ns/line \(median\)", t)[1])
orders, lines = map(int, re.search(r"orders (\d+) lines (\d+)", t).groups())
print(ns, round(orders * 1e9 / (ns * lines)), re.search(r"digest (\w+)", t)[1])' "$text")
}
peer() { # name, promotions, threads, command; reads "min T s median T s  N orders/s  check C"
  local name=$1 tag=$2 threads=$3 text
  shift 3
  text=$(timeout 300 "$@" 2> /dev/null | grep "median" | tail -1) || true
  [ -n "$text" ] || { absent "$name at $tag promotions (it did not finish)"; return 0; }
  note "$name" "$tag" "$threads" $("$python" -c '
import re, sys
t = sys.argv[1]
orders = int(re.search(r"orders=(\d+)", t)[1])
median = float(re.search(r"median ([\d.]+) s", t)[1])
check = "equal" if "equal" in t else "different" if "DIFFERENT" in t else "unchecked"
print("-", round(orders / median), check)' "$text")
}

# The peers compare themselves with what the C++ program wrote.
if [ -n "$limit" ]; then
  for tag in $promotions; do
    [ -f "$batch/expected_orders_${tag}_$prices.bin" ] \
      || "$limit" "$batch" "$tag" $prices --lookup bits --batch 256 --reps 1 --write > /dev/null 2>&1
  done
fi
for round in $(seq "$rounds"); do
  say "round $round of $rounds"
  for tag in $promotions; do
    for threads in 1 2; do
      [ -z "$limit" ] || limit limit "$tag" $threads "$limit"
      ours DealerRules "$tag" $threads
    done
    [ -z "$winning" ] || limit "limit, winners kept" "$tag" 1 "$winning"
    ours "DealerRules, default spread" "$tag" 1 --remainder fraction
    ours "DealerRules, every step" "$tag" 1 --explain
  done
done
for round in 1 2 3; do
  for tag in $promotions; do
    for threads in 1 2; do
      [ -z "$sql" ] || peer DuckDB "$tag" $threads \
        "$python" "$shared/peers/p_sql.py" duckdb "$batch" "$tag" $prices 200000 $threads
      [ -z "$frames" ] || peer Polars "$tag" $threads \
        "$python" "$shared/peers/p_polars.py" "$batch" "$tag" $prices 200000 $threads
      [ -z "$java" ] || peer Drools "$tag" $threads \
        java -Xmx6g -cp "$(find "$DROOLS" -name '*.jar' | head -1):$DROOLS/out" \
        Bench drools "$batch" "$tag" $prices 40000 $threads
    done
  done
done

"$python" "$root/Benchmarks/ratios.py" "$runs" "$missing" "$root/Benchmarks/RESULTS.md"
