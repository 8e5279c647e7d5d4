#!/usr/bin/env python3
"""Cuts this fixture out of the full tables: python3 slice.py SOURCE_FOLDER.

Every choice is fixed, so the same source gives the same files: every thirtieth coupon line, every
tenth redemption, the campaigns and coupons that these name, and of each coupon its first products.
"""
import csv
import gzip
import os
import sys

SOURCE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
PRODUCTS = 4
HOUSEHOLDS = 12


def read(name):
    path = os.path.join(SOURCE, name + ".csv")
    packed = not os.path.exists(path)
    with gzip.open(path + ".gz", "rt") if packed else open(path) as stream:
        return list(csv.DictReader(stream))


def write(name, rows, columns):
    path = os.path.join(HERE, name + ".csv")
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, columns, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


write(
    "coupon_lines", read("coupon_lines")[::30],
    ["quantity", "coupon_disc", "coupon_match_disc", "date"])
redemptions = read("coupon_redemptions")[::10]
columns = ["household_id", "coupon_upc", "campaign_id", "redemption_date"]
write("coupon_redemptions", redemptions, columns)
named = {row["campaign_id"] for row in redemptions}
write(
    "campaign_descriptions",
    [row for row in read("campaign_descriptions") if row["campaign_id"] in named],
    ["campaign_id", "campaign_type", "start_date", "end_date"])
redeemed = {(row["campaign_id"], row["household_id"]) for row in redemptions}
seen = {}
targets = []
for row in read("campaigns"):
    key = (row["campaign_id"], row["household_id"])
    seen[key[0]] = seen.get(key[0], 0) + 1
    if key[0] in named and (key in redeemed or seen[key[0]] <= HOUSEHOLDS):
        targets.append(row)
write("campaigns", targets, ["campaign_id", "household_id"])
used = {(row["campaign_id"], row["coupon_upc"]) for row in redemptions}
count = {}
coupons = []
for row in read("coupons"):
    key = (row["campaign_id"], row["coupon_upc"])
    count[key] = count.get(key, 0) + 1
    if key in used and count[key] <= PRODUCTS:
        coupons.append(row)
write("coupons", coupons, ["coupon_upc", "product_id", "campaign_id"])
