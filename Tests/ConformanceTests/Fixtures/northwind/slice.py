#!/usr/bin/env python3
"""Cuts this fixture out of the full tables: python3 slice.py SOURCE_FOLDER.

Every choice is fixed, so the same source gives the same files: every product, and every tenth
order from the first one on.
"""
import csv
import os
import sys

SOURCE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))


def read(name):
    path = os.path.join(SOURCE, name + ".csv")
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(name, rows, columns):
    path = os.path.join(HERE, name + ".csv")
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, columns, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


orders = read("orders")[::10]
ids = {row["OrderID"] for row in orders}
write("orders", orders, ["OrderID", "CustomerID", "OrderDate"])
write(
    "order_details", [row for row in read("order_details") if row["OrderID"] in ids],
    ["OrderID", "ProductID", "UnitPrice", "Quantity", "Discount", "ExtendedPrice"])
write("products", read("products"), ["ProductID", "ProductName", "UnitPrice"])
