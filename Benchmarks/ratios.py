#!/usr/bin/env python3
"""Turns the runs of compare.sh into Benchmarks/RESULTS.md.  usage: ratios.py RUNS MISSING RESULTS"""
import collections
import datetime
import os
import platform
import statistics
import sys

runs, missing, results = sys.argv[1:4]
rows = collections.defaultdict(list)
names, tags = [], []
for line in open(runs):
    name, tag, threads, ns, orders, check = line.rstrip("\n").split("\t")
    rows[name, tag, threads].append((None if ns == "-" else float(ns), float(orders), check))
    if name not in names:
        names.append(name)
    if tag not in tags:
        tags.append(tag)


def processor():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def median(key, place):
    values = [x[place] for x in rows.get(key, []) if x[place] is not None]
    return statistics.median(values) if values else None


def spread(key):
    values = [x[1] for x in rows[key]]
    return f"{min(values):,.0f} … {max(values):,.0f}"


def cell(value, form="{:,.0f}"):
    return "" if value is None else form.format(value)


out = [
    "# Results",
    "",
    f"{datetime.date.today().isoformat()}, {processor()}, {os.cpu_count()} cores, "
    f"{platform.system()} {platform.release().split('-')[0]}. Written by `Benchmarks/compare.sh`: "
    "200,000 orders with 999,571 lines, 1,000,000 customer prices, every program on the same files "
    "in one run, in turn. Figures are medians over the rounds; a median of few rounds on a busy "
    "machine says little, the ratios are of runs that lie minutes apart at most.",
    "",
    "## Time against the hand-written C++ program",
    "",
    "| promotions | tasks | C++, ns a line | DealerRules, ns a line | ratio | digests |",
    "| --- | --- | --- | --- | --- | --- |",
]
for tag in tags:
    for threads in ("1", "2"):
        limit = median(("limit", tag, threads), 0)
        ours = median(("DealerRules", tag, threads), 0)
        if ours is None:
            continue
        digests = {x[2] for n in ("limit", "DealerRules") for x in rows.get((n, tag, threads), [])}
        same = "equal" if len(digests) == 1 and limit is not None else ", ".join(sorted(digests))
        ratio = None if limit is None else ours / limit
        out.append(
            f"| {tag} | {threads} | {cell(limit, '{:.1f}')} | {cell(ours, '{:.1f}')} "
            f"| {cell(ratio, '{:.2f}')} | {same} |")
out += [
    "",
    "## Orders per second",
    "",
    "| program | promotions | tasks | orders/s | least … most | DealerRules ÷ it | check |",
    "| --- | --- | --- | --- | --- | --- | --- |",
]
for name in names:
    for tag in tags:
        for threads in ("1", "2"):
            key = (name, tag, threads)
            if key not in rows:
                continue
            ours = median(("DealerRules", tag, threads), 1)
            own = median(key, 1)
            ratio = None if ours is None or not own else ours / own
            checks = ", ".join(sorted({x[2] for x in rows[key]}))
            out.append(
                f"| {name} | {tag} | {threads} | {own:,.0f} | {spread(key)} "
                f"| {cell(ratio, '{:.2f}')} | {checks} |")
one, two = (median(("DealerRules", tags[-1], t), 1) for t in ("1", "2"))
steps = median(("DealerRules, every step", tags[-1], "1"), 0)
plain = median(("DealerRules", tags[-1], "1"), 0)
out += ["", f"At {tags[-1]} promotions:", ""]
if one and two:
    out.append(f"- two tasks ÷ one task: {two / one:.2f}")
if steps and plain:
    out.append(f"- every step recorded ÷ amounts alone: {steps / plain:.2f}")
winners = median(("limit, winners kept", tags[-1], "1"), 0)
if steps and winners:
    out.append(f"- every step recorded ÷ the C++ program that keeps its winners: {steps / winners:.2f}")
absent = sorted({line.strip() for line in open(missing) if line.strip()})
if absent:
    out += ["", "Not run:", ""] + [f"- {line}" for line in absent]
# What was measured by hand stands behind, and stays.
by_hand = "## Measured by hand"
before = open(results).read() if os.path.exists(results) else ""
if by_hand in before:
    out += ["", by_hand + before.split(by_hand, 1)[1].rstrip("\n")]
text = "\n".join(out) + "\n"
open(results, "w").write(text)
print(text)
