#!/usr/bin/env python3
"""Makes the C++ program of the shared folder keep which promotion won, not the best amount alone.

usage: winning.py LIMIT2.cpp WINNING.cpp

Each slot of a line keeps its best amount with the promotion's id below it, and every cut and gift
that is taken is written down with the line, the id, what it was taken of and how much.
"""
import sys

text = open(sys.argv[1]).read()


def put(old, new):
    global text
    if text.count(old) != 1:
        sys.exit(f"winning.py: `{old}` stands {text.count(old)} times in {sys.argv[1]}")
    text = text.replace(old, new)


put("struct LineBest { i32 v[16]; };",
    "struct LineBest { i64 v[16]; }; struct Win { u32 line, id; i64 base, off; };")
put("u32 stamp = 0; double ts[8]", "u32 stamp = 0; vector<Win> wins; size_t nw = 0; double ts[8]")
put("s.ml.resize(z);", "s.ml.resize(z); s.wins.resize(z * 16);")
put("double tt = STAGES ? now() : 0;", "double tt = STAGES ? now() : 0; s.nw = 0;")
put("u32 h = hot32[bs + __builtin_ctzll(w)];",
    "u32 at_ = bs + __builtin_ctzll(w), h = hot32[at_];")
put("i32 v = h & 0xffffff; u32 sl = h >> 24; i32& z",
    "i64 v = (i64)(h & 0xffffff) << 32 | (u32)~hot[at_].id; u32 sl = h >> 24; i64& z")
put("(i32)(h & 0xffffff) : 0; i32& z",
    "((i64)(h & 0xffffff) << 32 | (u32)~hot[k].id) : 0; i64& z")
text = text.replace("i32 v = s.S[", "i64 v = s.S[")
put("const i32* v = s.lb[l].v;", "const i64* v = s.lb[l].v;")
put("(u32)v[g] +", "(u32)(v[g] >> 32) +")
put("(i64)v[6 + g] * q", "(v[6 + g] >> 32) * q")
put("A -= std::max(d1, d2);",
    "i64 d = std::max(d1, d2); if (d) { u32 p = ~(u32)v[g], a = ~(u32)v[6 + g]; "
    "s.wins[s.nw++] = {l, d1 > d2 ? p : d2 > d1 ? a : std::min(p, a), A, d}; } A -= d;")
put("out[l].gift = (v[12] ?", "{ i64 g0 = v[12] >> 32, g1 = v[13] >> 32; "
    "if (g0) s.wins[s.nw++] = {l, ~(u32)v[12], 0, q / (u32)(1000 - g0)}; "
    "if (g1) s.wins[s.nw++] = {l, ~(u32)v[13], 0, q / (u32)(1000 - g1)}; out[l].gift = (g0 ?")
put("q / (u32)(1000 - v[12]) : 0) + (v[13] ? q / (u32)(1000 - v[13]) : 0);",
    "q / (u32)(1000 - g0) : 0) + (g1 ? q / (u32)(1000 - g1) : 0); }")
put("out[i].net -= y - prev; prev = y;",
    "if (y != prev) s.wins[s.nw++] = {(u32)i, bid, out[i].net, y - prev}; "
    "out[i].net -= y - prev; prev = y;")
put("if (check || write) {",
    'size_t nw = 0; for (auto* s : sc) nw += s->nw; printf("winners of the last blocks %zu\\n", nw); '
    "if (check || write) {")
open(sys.argv[2], "w").write(text)
