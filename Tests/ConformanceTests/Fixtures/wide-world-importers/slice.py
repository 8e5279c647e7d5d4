#!/usr/bin/env python3
"""Cuts this fixture out of the full tables: python3 slice.py SOURCE_FOLDER.

Every choice is fixed, so the same source gives the same files: every item, and whole orders and
invoices evenly over the time. `deals.csv` and `deal_cases.csv` are not made here.
"""
import collections
import csv
import gzip
import os
import sys

SOURCE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
ORDERS = 90
INVOICES = 90


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


orders = read("orders")
orders = orders[:: len(orders) // ORDERS][:ORDERS]
order_ids = {row["OrderID"] for row in orders}
invoices = [row for row in read("customer_transactions") if row["InvoiceID"]]
invoices = invoices[:: len(invoices) // INVOICES][:INVOICES]
invoice_ids = {row["InvoiceID"] for row in invoices}
deal_customers = {row["CustomerID"] for row in csv.DictReader(open(
    os.path.join(HERE, "deal_cases.csv"), encoding="utf-8", newline=""))}
customers = {row["CustomerID"] for row in orders + invoices} | deal_customers

write("orders", orders, ["OrderID", "CustomerID", "OrderDate"])
write(
    "order_lines", [row for row in read("order_lines") if row["OrderID"] in order_ids],
    ["OrderLineID", "OrderID", "StockItemID", "Quantity", "UnitPrice", "TaxRate"])
write(
    "invoice_lines",
    [row for row in read("invoice_lines") if row["InvoiceID"] in invoice_ids],
    ["InvoiceLineID", "InvoiceID", "StockItemID", "Quantity", "UnitPrice", "TaxRate",
     "TaxAmount", "ExtendedPrice"])
write(
    "customer_transactions", invoices,
    ["CustomerTransactionID", "CustomerID", "InvoiceID", "TransactionDate",
     "AmountExcludingTax", "TaxAmount", "TransactionAmount"])
write(
    "customers", [row for row in read("customers") if row["CustomerID"] in customers],
    ["CustomerID", "CustomerName", "CustomerCategoryID", "BuyingGroupID"])
write(
    "stock_items", read("stock_items"),
    ["StockItemID", "StockItemName", "QuantityPerOuter", "TaxRate", "UnitPrice"])
write("stock_item_stock_groups", read("stock_item_stock_groups"))
