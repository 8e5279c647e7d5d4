/// Documents in which every object that may be stated is stated once, so that the readers ask for
/// all there is (RULES.md U-042). A field that a document states and these do not lead to is found
/// by the tests, which hold every document of the law book against the schema.
///
/// What is a word or an object is stated twice; `?` is no word, so that the reader tells them all.
enum SchemaProbe {
  static let rules = #"""
    {"rules": 1, "currency": "USD",
     "zone": {"initial": "+00:00", "changes": [{"from": "?", "offset": "?"}]},
     "rounding": {"extension": {}, "document": {}}, "policies": {"manual": {}},
     "tax": {"rounding": {}, "pricesIncludeTax": false, "rates": [{}]},
     "territory": {"precedence": ["region"], "parties": ["soldTo"]},
     "units": [{"id": "u"}], "categories": [{"id": "c"}], "regions": [{"id": "r"}],
     "postalAreas": [{}],
     "products": [{"id": "p", "units": {"u": "1"}, "components": {"p": "1"}, "attributes": {}},
                  {"id": "q", "units": "?", "components": "?"}],
     "customers": [{"id": "c", "groups": [], "attributes": {}}],
     "priceTables": [
       {"id": "t", "schedule": {}, "floor": {"of": {}}, "ceiling": {"of": {}},
        "keys": ["customer", "parent", "group", "tier", "channel", "region", "product", "category",
                 "brand", "project", "customer.NAME", "product.NAME"]},
       {"id": "u", "floor": "?", "ceiling": "?"},
       {"id": "v", "floor": {"of": "?"}, "ceiling": {"of": "?"}}],
     "priceKinds": [{"id": "k", "accesses": [{"tables": ["t"]}]}],
     "prices": [
       {"table": "t", "of": {}, "floor": {"of": {}}, "ceiling": {"of": {}}},
       {"table": "t", "of": "?", "floor": {"of": "?"}, "ceiling": {"of": "?"}},
       {"table": "t", "of": "?", "floor": "?", "ceiling": "?"}],
     "rates": [{}], "taxes": [{"id": "t"}],
     "charges": [{"id": "c", "base": {}}, {"id": "d", "base": "?"}],
     "phases": [{"id": "p", "rounding": {}, "groups": [{"id": "g"}]}],
     "offers": [
       {"id": "a", "percentOff": "1%", "units": {}, "limits": {},
        "requires": [{"measure": {"attribute": "a"}, "of": {}}], "tags": ["t"],
        "combinesWith": ["t"], "codes": ["c"]},
       {"id": "b", "ladder": {"measure": {"attribute": "a"}, "of": {}, "rungs": [{}]}},
       {"id": "c", "pattern": {"buy": [{"of": {}}], "get": [{"of": {}}]}},
       {"id": "d", "gift": {"products": ["p"], "for": {"measure": {"attribute": "a"}, "of": {}}}},
       {"id": "e", "mark": true, "requires": [{"measure": "?"}]},
       {"id": "f", "ladder": {"measure": "?"}},
       {"id": "g", "gift": {"products": "?", "for": {"measure": "?"}}}],
     "guards": [
       {"id": "a", "floor": {"of": {}}, "outcome": "clip", "yields": ["o"]},
       {"id": "b", "ceiling": {"of": {}}}, {"id": "g", "floor": {"of": "?"}, "yields": "?",
       "outcome": "clip"}, {"id": "h", "ceiling": {"of": "?"}}, {"id": "i", "floor": "?"},
       {"id": "j", "ceiling": "?"}, {"id": "c", "margin": {}}, {"id": "d", "maxDiscount": {}},
       {"id": "e", "drift": {"up": {}, "down": {}}}, {"id": "f", "movement": {}}],
     "approvals": [{"findings": ["f"]}],
     "agreements": [
       {"id": "a", "rebate": {"basis": {}, "rungs": [{}], "after": ["a"]}, "to": {}},
       {"id": "b", "allowance": {}, "to": [{"to": {}}]},
       {"id": "c", "points": {"basis": {}, "multiply": [{}]}},
       {"id": "d", "coupons": {"basis": {}, "multiply": [{}]}}, {"id": "e", "fund": {}},
       {"id": "f", "groupBuy": {"rungs": [{}]}}, {"id": "g", "rebate": {"basis": "?"}, "to": "?"},
       {"id": "h", "points": {"basis": "?"}, "to": [{"to": "?"}]},
       {"id": "i", "coupons": {"basis": "?"}}],
     "territories": [{"id": "t", "effect": "grant"}, {"id": "l", "effect": "license"}],
     "checks": [
       {"id": "a", "require": {}}, {"id": "b", "quantity": {}}, {"id": "c", "assortment": [{}]},
       {"id": "d", "unusual": {}}, {"id": "e", "stock": true}, {"id": "f", "transfers": {}},
       {"id": "g", "shelfLife": {}}, {"id": "h", "duplicate": {}}],
     "credit": {
       "counted": [], "mayReachLimit": true, "countsDisputed": true, "graceDays": 1,
       "keepsExpiredLimits": true, "withoutNode": "allow", "reservesWhileHeld": true,
       "inBatch": true,
       "nodes": [{"id": "n", "temporary": [{"limit": "1"}], "guarantees": [{"id": "g"}],
                  "componentLimits": {}, "customers": []}],
       "rules": [
         {"id": "a", "dynamicLimit": {}}, {"id": "b", "overdueDays": {}},
         {"id": "c", "overdueAmountAndUsed": {}}, {"id": "d", "overdueShare": {}},
         {"id": "e", "limitExpired": {}}, {"id": "f", "reviewDue": {}},
         {"id": "g", "deviation": {}},
         {"id": "h", "status": ["s"], "nodes": ["n"]}, {"id": "i", "changed": ["f"]},
         {"id": "j", "groups": ["g"], "at": ["order"], "limit": true}],
       "terms": [
         {"id": "a", "instalments": [{"endOfMonth": {}}, {"cutOff": {}}], "discounts": [{}]},
         {"id": "b", "endOfMonth": {}}, {"id": "c", "cutOff": {}}],
       "reminders": [{"id": "r", "steps": [{"id": "s"}]}], "funding": [{"id": "f"}],
       "scorecards": [{"id": "s", "criteria": [{"id": "c", "bands": [{}]}],
                       "grades": [{"id": "g"}]}],
       "tiers": [{"id": "t", "tiers": [{"id": "t"}]}], "receivables": [{"id": "r"}]},
     "returns": {
       "strictest": true, "anchors": [], "rollsToBusinessDay": true, "weekend": [], "holidays": [],
       "conditions": [], "quota": {}, "lowerOf": true, "source": "fifo", "promotions": {},
       "prices": "proportional", "charges": {}, "earnings": {}, "needsPayment": true,
       "needsDelivery": true, "holdsFor": 1, "amendments": "keepPrices", "shortShipments": "keep",
       "lostThreshold": "keep",
       "windows": [{"id": "w"}], "shelfLives": [{"id": "s"}], "nonReturnable": [{}],
       "reasons": [{"id": "r", "dispositions": []}], "fees": [{"id": "f"}], "levels": [{}]}}
    """#

  /// The other forms of what is stated once.
  static let others = #"{"rules": 1, "zone": "?", "policies": {"manual": "?"}}"#

  static let order =
    #"{"id": "o", "attributes": {}, "lines": [{"attributes": {}}], "coupons": ["c"], "#
    + #""giftChoices": {}, "funds": {}, "chain": [{}], "creditApproved": {}, "#
    + #""approvals": [{"findings": ["f"]}], "facts": {"openingBalances": {}, "capUsed": {}, "#
    + #""offerUse": {}, "stock": {}, "totals": {}, "lastPrices": {}, "lots": [{}], "#
    + #""recentOrders": [{"lines": [{}]}]}}"#
}
