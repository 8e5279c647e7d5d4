#!/usr/bin/env python3
"""Cuts this fixture out of the full tables: python3 slice.py SOURCE_FOLDER.

Every choice is fixed, so the same source gives the same files. Orders are taken whole: for each
special offer and year the first reseller orders that were given it, the first reseller orders of
each month, and web orders evenly over the time.
"""
import collections
import csv
import gzip
import os
import sys

SOURCE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
MOST_LINES = 40  # of one reseller order, so that many orders fit
ORDERS_OF_EACH = 3  # for each offer and year, and for each month
WEB_ORDERS = 60


def read(name):
    plain = os.path.join(SOURCE, name + ".csv")
    stream = (
        open(plain, encoding="utf-8", newline="")
        if os.path.exists(plain)
        else gzip.open(plain + ".gz", "rt", encoding="utf-8", newline="")
    )
    with stream:
        return list(csv.DictReader(stream))


def write(name, rows, columns=None):
    columns = columns or list(rows[0])
    path = os.path.join(HERE, name + ".csv")
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, columns, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


headers = {row["SalesOrderID"]: row for row in read("sales_order_header")}
lines = collections.defaultdict(list)
for row in read("sales_order_detail"):
    lines[row["SalesOrderID"]].append(row)
ids = sorted(headers, key=int)
web = [i for i in ids if headers[i]["OnlineOrderFlag"] == "1"]
resellers = [
    i for i in ids
    if headers[i]["OnlineOrderFlag"] == "0" and len(lines[i]) <= MOST_LINES
]

chosen = set(web[:: max(1, len(web) // WEB_ORDERS)][:WEB_ORDERS])
seen = collections.Counter()
for i in resellers:
    date = headers[i]["OrderDate"]
    keys = {("offer", row["SpecialOfferID"], date[:4]) for row in lines[i]}
    keys.add(("month", date[:7]))
    if any(seen[key] < ORDERS_OF_EACH for key in keys):
        chosen.add(i)
        seen.update(keys)

orders = [headers[i] for i in ids if i in chosen]
details = [row for i in ids if i in chosen for row in lines[i]]
products = {row["ProductID"] for row in details}
write(
    "sales_order_header", orders,
    ["SalesOrderID", "OrderDate", "OnlineOrderFlag", "CustomerID", "SubTotal", "TaxAmt",
     "Freight", "TotalDue"])
write("sales_order_detail", details)
write(
    "product", [row for row in read("product") if row["ProductID"] in products],
    ["ProductID", "Name", "ProductNumber", "ListPrice", "ProductSubcategoryID"])
for name in ("product_list_price_history", "special_offer_product"):
    write(name, [row for row in read(name) if row["ProductID"] in products])
for name in ("product_subcategory", "product_category", "special_offer"):
    write(name, read(name))
